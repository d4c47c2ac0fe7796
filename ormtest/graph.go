package ormtest

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// graph is what a relation leads to, over any number of steps: each object once, and who leads to whom by number. Two
// relations that cannot be told apart by following them have equal graphs.
type graph struct {
	Leads   string // the numbers of objects
	Objects []object
}

// object is a row of a graph.
type object struct {
	Columns   any               // the object as if its relations were not loaded
	Relations map[string]string // of those that are loaded the numbers of objects
}

// follow returns the graph of a relation, or notLoaded.
func follow(relation reflect.Value) any {
	roots, ok := loaded(relation)
	if !ok {
		return notLoaded{}
	}
	w := walk{numbers: make(map[any]int)}
	leads := w.visit(roots)
	for i := 0; i < len(w.stops); i++ { // which grows meanwhile
		w.open(i)
	}
	return w.merged(leads)
}

// walk is the way through everything that is loaded.
type walk struct {
	numbers map[any]int // of stops, by pointer
	stops   []stop
}

// stop is an object on the way.
type stop struct {
	pointer reflect.Value
	columns any
	names   []string // of the relations that are loaded, in the order of their fields
	leads   [][]int  // by each of them
}

// visit returns the numbers of some objects.
func (w *walk) visit(objs []reflect.Value) []int {
	list := make([]int, len(objs))
	for i, p := range objs {
		n, ok := w.numbers[p.Interface()]
		if !ok {
			n = len(w.stops)
			w.numbers[p.Interface()] = n
			w.stops = append(w.stops, stop{pointer: p})
		}
		list[i] = n
	}
	return list
}

// open takes an object apart.
func (w *walk) open(n int) {
	bare := reflect.New(w.stops[n].pointer.Type().Elem()).Elem()
	bare.Set(w.stops[n].pointer.Elem())
	w.cut(n, bare, "")
	w.stops[n].columns = bare.Interface()
}

// cut takes the relations out of a struct, which is an object or a part of one, and how it was loaded out of its deferred
// columns.
func (w *walk) cut(n int, s reflect.Value, path string) {
	for field, v := range s.Fields() {
		switch {
		case !v.CanSet():
		case isRelation(field.Type):
			if objs, ok := loaded(v); ok {
				leads := w.visit(objs)
				w.stops[n].names = append(w.stops[n].names, path+field.Name)
				w.stops[n].leads = append(w.stops[n].leads, leads)
			}
			v.SetZero()
		case isLazy(field.Type):
			value, ok := ask(v)
			if v.SetZero(); ok {
				v.Addr().MethodByName("Set").Call([]reflect.Value{value}) // as if the program had
			}
		case v.Kind() == reflect.Struct:
			w.cut(n, v, path+field.Name+".")
		}
	}
}

// merged makes one object of those that cannot be told apart, and numbers them in the order in which they are met.
func (w *walk) merged(leads []int) (g graph) {
	class := w.classes()
	number := make(map[int]int) // by class
	var first []*stop           // of each number
	met := func(list []int) string {
		words := make([]string, len(list))
		for i, n := range list {
			c := class[n]
			if _, ok := number[c]; !ok {
				number[c] = len(first)
				first = append(first, &w.stops[n])
			}
			words[i] = strconv.Itoa(number[c])
		}
		return strings.Join(words, " ")
	}
	g.Leads = met(leads)
	for i := 0; i < len(first); i++ { // which grows meanwhile
		o := object{Columns: first[i].columns, Relations: make(map[string]string)}
		for k, name := range first[i].names {
			o.Relations[name] = met(first[i].leads[k])
		}
		g.Objects = append(g.Objects, o)
	}
	return g
}

// classes gives objects the same number that cannot be told apart: at first those with equal columns, and then, for as
// long as this tells any of them apart, those that lead to the same classes as well.
func (w *walk) classes() []int {
	class, count := w.equalColumns()
	var ways []byte
	for {
		next, seen := make([]int, len(class)), make(map[string]int)
		for i, s := range w.stops {
			ways = strconv.AppendInt(ways[:0], int64(class[i]), 10)
			for k, name := range s.names {
				ways = append(append(ways, ' '), name...)
				for _, n := range s.leads[k] {
					ways = strconv.AppendInt(append(ways, ' '), int64(class[n]), 10)
				}
			}
			if _, ok := seen[string(ways)]; !ok {
				seen[string(ways)] = len(seen)
			}
			next[i] = seen[string(ways)]
		}
		if len(seen) == count {
			return next
		}
		class, count = next, len(seen)
	}
}

// equalColumns gives objects the same number whose columns are equal, and returns how many numbers there are.
func (w *walk) equalColumns() (class []int, count int) {
	class = make([]int, len(w.stops))
	alike := make(map[string][]int) // the first of each class, by their plain values
	for i, s := range w.stops {
		key := plainValues(reflect.ValueOf(s.columns))
		same := slices.IndexFunc(alike[key], func(n int) bool { return reflect.DeepEqual(w.stops[n].columns, s.columns) })
		if same >= 0 {
			class[i] = class[alike[key][same]]
			continue
		}
		class[i] = count
		alike[key] = append(alike[key], i)
		count++
	}
	return class, count
}

// plainValues writes the type of a struct and those of its fields that are numbers, texts and truth values.
func plainValues(s reflect.Value) string {
	var b strings.Builder
	b.WriteString(s.Type().String())
	for _, v := range s.Fields() {
		if v.CanInterface() && (v.CanInt() || v.CanUint() || v.CanFloat() || v.Kind() == reflect.Bool || v.Kind() == reflect.String) {
			fmt.Fprintf(&b, "\x00%v", v)
		}
	}
	return b.String()
}
