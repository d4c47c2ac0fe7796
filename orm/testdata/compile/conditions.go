// Package compile holds what must not compile, beside its correct twins. Nothing imports it.
package compile

import (
	"time"

	"github.com/rowankit/rowan/orm"
)

type level int

type user struct {
	ID     int64
	Name   string
	Nick   *string
	Age    int
	Level  level
	Seen   time.Time
	Active bool
}

type other struct {
	ID int64
}

var (
	users  = orm.Define[user]()
	others = orm.Define[other]()
)

func misspeltField() orm.Cond {
	return orm.Eq(&users.C.Nmae, "Ada") // error: users.C.Nmae undefined
}

func misspeltFieldOK() orm.Cond {
	return orm.Eq(&users.C.Name, "Ada")
}

func columnAsText() orm.Cond {
	return orm.Eq("name", "Ada") // error: cannot use "name" (untyped string constant) as *string value
}

func columnAsTextOK() orm.Cond {
	return orm.Eq(&users.C.Name, "Ada")
}

func columnAsValue() orm.Cond {
	return orm.Eq(users.C.Name, "Ada") // error: does not match *T
}

func columnAsValueOK() orm.Cond {
	return orm.Eq(&users.C.Name, "Ada")
}

func eqOfAnotherType() orm.Cond {
	return orm.Eq(&users.C.Age, "seven") // error: cannot use "seven" (untyped string constant) as int value
}

func eqOfAnotherTypeOK() orm.Cond {
	return orm.Eq(&users.C.Age, 7)
}

func eqOfAFraction() orm.Cond {
	return orm.Eq(&users.C.Age, 7.5) // error: cannot use 7.5 (untyped float constant) as int value
}

func eqOfAFractionOK() orm.Cond {
	return orm.Eq(&users.C.Age, 7.0)
}

func eqOfAWiderVariable(age int64) orm.Cond {
	return orm.Eq(&users.C.Age, age) // error: type int64 of age does not match inferred type int for T
}

func eqOfAWiderVariableOK(age int64) orm.Cond {
	return orm.Eq(&users.C.Age, int(age))
}

func eqOfTheUnderlyingType(n int) orm.Cond {
	return orm.Eq(&users.C.Level, n) // error: cannot use n (variable of type int) as level value
}

func eqOfTheUnderlyingTypeOK(n int) orm.Cond {
	return orm.Eq(&users.C.Level, level(n))
}

func eqNilOfNotNull() orm.Cond {
	return orm.Eq(&users.C.Name, nil) // error: cannot use nil
}

func eqNilOfNotNullOK() orm.Cond {
	return orm.Eq(&users.C.Nick, nil)
}

func gtOfATextForATime() orm.Cond {
	return orm.Gt(&users.C.Seen, "2026-01-01") // error: cannot use "2026-01-01" (untyped string constant) as time.Time value
}

func gtOfATextForATimeOK() orm.Cond {
	return orm.Gt(&users.C.Seen, time.Unix(0, 0))
}

func betweenOfTwoTypes() orm.Cond {
	return orm.Between(&users.C.Age, 1, "9") // error: cannot use "9" (untyped string constant) as int value
}

func betweenOfTwoTypesOK() orm.Cond {
	return orm.Between(&users.C.Age, 1, 9)
}

func inOfAnotherType() orm.Cond {
	return orm.In(&users.C.ID, 1, "2") // error: cannot use "2" (untyped string constant) as int64 value
}

func inOfAnotherTypeOK() orm.Cond {
	return orm.In(&users.C.ID, 1, 2)
}

func inOfAnotherList(ids []int) orm.Cond {
	return orm.In(&users.C.ID, ids...) // error: type []int of ids does not match inferred type []int64 for []T
}

func inOfAnotherListOK(ids []int64) orm.Cond {
	return orm.In(&users.C.ID, ids...)
}

func likeOfANumber() orm.Cond {
	return orm.Like(&users.C.Age, "7%") // error: int does not satisfy orm.Text
}

func likeOfANumberOK() orm.Cond {
	return orm.Like(&users.C.Name, "7%")
}

func likeFoldOfATime() orm.Cond {
	return orm.LikeFold(&users.C.Seen, "2026%") // error: time.Time does not satisfy orm.Text
}

func likeFoldOfATimeOK() orm.Cond {
	return orm.LikeFold(&users.C.Nick, "2026%")
}

func columnsOfTwoTypes() orm.Cond {
	return orm.EqColumn(&users.C.ID, &users.C.Age) // error: does not match inferred type
}

func columnsOfTwoTypesOK() orm.Cond {
	return orm.EqColumn(&users.C.ID, &others.C.ID)
}

func andOfATruthValue() orm.Cond {
	return orm.And(users.C.Age > 7) // error: cannot use users.C.Age > 7
}

func andOfATruthValueOK() orm.Cond {
	return orm.And(orm.Gt(&users.C.Age, 7))
}

func orderByAText() orm.Query[user] {
	return users.OrderBy("name") // error: cannot use "name"
}

func orderByATextOK() orm.Query[user] {
	return users.OrderBy(orm.Asc(&users.C.Name))
}

func setOfAnotherType() orm.Setting {
	return orm.Set(&users.C.Active, "yes") // error: cannot use "yes" (untyped string constant) as bool value
}

func setOfAnotherTypeOK() orm.Setting {
	return orm.Set(&users.C.Active, true)
}

func conditionAsSetting(c orm.Cond) []orm.Setting {
	return []orm.Setting{c} // error: cannot use c
}

func conditionAsSettingOK() []orm.Setting {
	return []orm.Setting{orm.Set(&users.C.Name, "Ada")}
}

func rawOfAVariable(text string) orm.Cond {
	return orm.Raw(text) // error: cannot use text (variable of type string) as orm.ConstText value
}

func rawOfAVariableOK() orm.Cond {
	return orm.Raw("length(name) > ?", 3)
}

func rawOfASum(name string) orm.Cond {
	return orm.Raw("name = '" + name + "'") // error: as orm.ConstText value
}

func rawOfASumOK(name string) orm.Cond {
	const column = "name"
	return orm.Raw(column+" = ?", name)
}

func statementOfAVariable(text string) orm.Statement {
	return orm.SQL(text, 1) // error: as orm.ConstText value
}

func statementOfAVariableOK() orm.Statement {
	return orm.SQL("DELETE FROM user WHERE id = ?", 1)
}
