// Package conformance is the suite of tests that every engine of Rowan passes, so that a program means the same
// on each of them. The list of its cases says what is promised; docs/semantics.md says it in prose. It imports
// orm and the rooms below, go-cmp and testing, and knows no engine.
//
// An engine runs it from a test of its own, and hands in what the suite cannot know of it (Engine):
//
//	func TestConformance(t *testing.T) {
//		conformance.Run(t, conformance.Engine{
//			Open: func(t testing.TB) orm.Engine {
//				engine, err := sqlite.Open(t.Context(), sqlite.Options{Path: pathOf(t)})
//				...
//			},
//			Echo: []orm.Statement{orm.SQL("CREATE TRIGGER ...")},
//		})
//	}
//
// No case asks which engine it runs on: where databases differ, the promise is what they have in common, such as
// "the database refuses it, or reading the row names it". SQL of the cases is the same text everywhere. Names lists
// them all.
package conformance

import (
	"strings"
	"testing"
)

// Run runs all cases as parallel subtests, named theme/case, each on a database of its own.
func Run(t *testing.T, e Engine) {
	flushes, asked := goldenOf(t, "flushes.txtar", e.Statements), goldenOf(t, "selections.txtar", e.Statements)
	rewrites := goldenOf(t, "rewrites.txtar", e.Statements)
	called := goldenOf(t, "functions.txtar", e.Statements)
	paged := goldenOf(t, "keysets.txtar", e.Statements)
	computed := goldenOf(t, "computed.txtar", e.Statements)
	scoped := goldenOf(t, "scopes.txtar", e.Statements)
	copied := goldenOf(t, "insertfrom.txtar", e.Statements)
	for _, theme := range themes() {
		t.Run(theme.name, func(t *testing.T) {
			t.Parallel()
			for _, c := range theme.cases {
				t.Run(c.name, func(t *testing.T) {
					t.Parallel()
					x := &trial{T: t, engine: e, flushes: flushes, asked: asked, rewrites: rewrites, paged: paged, computed: computed, scoped: scoped}
					if theme.name == "functions" {
						x.asked = called
					}
					if theme.name == "insertfrom" {
						x.rewrites = copied
					}
					c.run(x)
				})
			}
		})
	}
}

// Names lists the cases as go test names them: "keys/a_deleted_key_is_never_handed_out_again".
func Names() []string {
	var names []string
	for _, theme := range themes() {
		for _, c := range theme.cases {
			names = append(names, theme.name+"/"+strings.ReplaceAll(c.name, " ", "_"))
		}
	}
	return names
}

// theme is the cases about one subject.
type theme struct {
	name  string
	cases []testCase
}

type testCase struct {
	name string
	run  func(t *trial)
}

func themes() []theme {
	return []theme{
		integers(), floats(), booleans(), text(), byteStrings(), times(), durations(), uuids(), decimals(), enums(), jsons(), arrays(), everyType(),
		nullable(), ownTypes(),
		keys(), uniques(), checks(), rules(),
		conditions(), lists(), likes(), order(), limits(), pages(), keysets(), streams(),
		inserts(), updates(), deletes(), conflicts(), upserts(), versions(), increments(), rewrites(), returning(), insertsFrom(), locks(),
		transactions(), isolation(), cancellation(), connections(), tables(), foreignKeyCases(), relations(), loading(), touching(), acrossRelations(), joinedRelations(), selections(), smallResults(), derivedTables(), functionCases(), computedCases(), links(), insertsWith(), eventCases(), lazies(), raw(), observers(), properties(), bothSides(), cascades(), graphs(),
		flushes(), sessions(),
		scopes(), softDeletes(),
	}
}
