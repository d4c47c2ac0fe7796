package conformance

import (
	"bytes"
	"cmp"
	"database/sql"
	"math"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/rowankit/rowan/orm"
)

// specimen has two columns of each kind, to be compared with values and with one another.
type specimen struct {
	ID                   int64
	Whole, Whole2        int64
	Short, Short2        int8
	Large, Large2        uint64
	MaybeWhole, Maybe2   *int64
	Float, Float2        float64
	Single, Single2      float32
	MaybeFloat, MaybeF2  sql.Null[float64]
	Text, Text2          string
	MaybeText, MaybeT2   *string
	At, At2              time.Time
	MaybeAt, MaybeAt2    *time.Time
	Micros, Micros2      time.Time
	Data, Data2          []byte
	MaybeData, MaybeD2   sql.Null[[]byte]
	Truth, Truth2        bool
	MaybeTruth, MaybeTr2 *bool
	Took, Took2          time.Duration
	Code, Code2          uuid.UUID
	MaybeCode, MaybeC2   *uuid.UUID
	Price, Price2        decimal.Decimal
	MaybePrice, MaybeP2  *decimal.Decimal
	Mood, Mood2          mood
}

func (s *specimen) Define(t *orm.Table[specimen]) {
	t.Column(&s.Text).Folded()
	t.Column(&s.MaybeText).Folded()
	t.Column(&s.Micros).Micros()
	t.Column(&s.Micros2).Micros()
	t.Column(&s.Price).Decimal(10, 2)
	t.Column(&s.Price2).Decimal(10, 2)
	t.Column(&s.MaybePrice).Decimal(4, 4)
	t.Column(&s.MaybeP2).Decimal(4, 4)
	orm.Enum(t, &s.Mood, calm, happy, sad)
	orm.Enum(t, &s.Mood2, calm, happy, sad, none)
}

var specimens = orm.Define[specimen]()

// axes are the columns of a specimen. Their values are few, so that rows meet conditions and one another.
var axes = axesOf(specimens.C)

func axesOf(c *specimen) []axis {
	return []axis{
		ordered("whole", &c.Whole, &c.Whole2, wholePool),
		ordered("short", &c.Short, &c.Short2, []int8{-128, -1, 0, 1, 127}),
		ordered("large", &c.Large, &c.Large2, []uint64{0, 1, 1<<53 + 1, math.MaxInt64}),
		pointed("maybe whole", &c.MaybeWhole, &c.Maybe2, wholePool, cmp.Compare[int64]),
		ordered("float", &c.Float, &c.Float2, floatPool),
		ordered("single", &c.Single, &c.Single2, []float32{-1.5, 0, 0.1, math.MaxFloat32, math.SmallestNonzeroFloat32}),
		nulled("maybe float", &c.MaybeFloat, &c.MaybeF2, floatPool, cmp.Compare[float64]),
		texts[string]{ordered("text", &c.Text, &c.Text2, textPool), func(s string) (string, bool) { return s, true }},
		texts[*string]{pointed("maybe text", &c.MaybeText, &c.MaybeT2, textPool, strings.Compare), pointee[string]},
		compared("at", &c.At, &c.At2, timePool, time.Time.Compare),
		pointed("maybe at", &c.MaybeAt, &c.MaybeAt2, timePool, time.Time.Compare),
		compared("micros", &c.Micros, &c.Micros2, timePool, time.Time.Compare),
		compared("data", &c.Data, &c.Data2, bytesPool, bytes.Compare),
		nulled("maybe data", &c.MaybeData, &c.MaybeD2, bytesPool, bytes.Compare),
		equal(compared("truth", &c.Truth, &c.Truth2, []bool{true, false}, compareBools)),
		ordered("took", &c.Took, &c.Took2, []time.Duration{math.MinInt64, -1, 0, time.Microsecond, time.Hour}),
		compared("code", &c.Code, &c.Code2, codePool, compareUUIDs),
		pointed("maybe code", &c.MaybeCode, &c.MaybeC2, codePool, compareUUIDs),
		compared("price", &c.Price, &c.Price2, decs("-99999999.99", "-0.01", "0", "0.10", "1", "10", "9.99"), decimal.Decimal.Compare),
		pointed("maybe price", &c.MaybePrice, &c.MaybeP2, decs("-0.9999", "0.0001", "0", "0.1", "0.10"), decimal.Decimal.Compare),
		ordered("mood", &c.Mood, &c.Mood2, []mood{calm, happy, sad}),
		equal(pointed("maybe truth", &c.MaybeTruth, &c.MaybeTr2, []bool{true, false}, compareBools)),
	}
}

var (
	wholePool = []int64{math.MinInt64, -1, 0, 1, 2, 1<<53 + 1, 1 << 53, math.MaxInt64}
	floatPool = []float64{-math.MaxFloat64, -0.1, 0, math.SmallestNonzeroFloat64, 0.1, 1.0 / 3, 1, 1 << 53}
	textPool  = []string{"", " ", "a", "A", "a ", "ab", "aB", "á", "a\u0301", "Á", "ß", "ss", "SS", "%", "_", `\`, `a\b`, "a%b", "\uffff", "😀", "😀a", "\t"}
	bytesPool = [][]byte{{}, {0}, {0, 0}, {'a'}, {'a', 0}, {0x7f}, {0x80}, {0xff}, {0xff, 'a'}}
	timePool  = []time.Time{
		firstInstant, lastInstant, itemEpoch, itemEpoch.Add(time.Microsecond), itemEpoch.Add(-time.Microsecond),
		time.Unix(0, 0).UTC(), time.Unix(-1, 999999000).UTC(), time.Date(1582, 10, 10, 0, 0, 0, 0, time.UTC),
	}
)

var codePool = []uuid.UUID{uuid.Nil, uuid.Max, {0: 0x7f}, {0: 0x80}, {6: 0x10}, {6: 0x70}, {8: 0xff}, {15: 1}}

func compareUUIDs(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) }

func decs(texts ...string) []decimal.Decimal {
	list := make([]decimal.Decimal, len(texts))
	for i, s := range texts {
		list[i] = dec(s)
	}
	return list
}

// specimensOf draws so many objects.
func specimensOf(r *rand.Rand, n int) []*specimen {
	list := make([]*specimen, n)
	for i := range list {
		list[i] = &specimen{}
		for _, a := range axes {
			a.give(r, list[i])
		}
	}
	return list
}
