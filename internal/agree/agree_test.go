package agree_test

import (
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
)

func TestRandomQueriesGiveTheSameRowsOnAllEngines(t *testing.T) {
	t.Parallel()
	agree(t, 1, 300)
}

// A comparison that finds nothing wrong proves nothing unless it sees what is.
func TestWhatDiffersIsSeen(t *testing.T) {
	t.Parallel()
	rows := [][]any{{int64(1), 0.3}, {nil, "a"}, {int64(1), 0.3}}
	turned := [][]any{{nil, "a"}, {int64(1), 0.1 + 0.2}, {int64(1), 0.3}}
	if !sameRows(rows, turned, false) || sameRows(rows, turned, true) {
		t.Errorf("rows in another order: got %v as multisets, %v as lists, want true and false", sameRows(rows, turned, false), sameRows(rows, turned, true))
	}
	for _, other := range [][][]any{rows[:2], {rows[0], rows[1], rows[1]}, {{int64(1), 0.31}, rows[1], rows[2]}, {rows[0], {"", "a"}, rows[2]}} {
		if sameRows(rows, other, false) {
			t.Errorf("%v and %v: got the same rows", rows, other)
		}
	}
}

// agree asks all engines so many random questions, drawn from a seed. The variable ROWAN_AGREE_SEED draws those of a failure
// again, and ROWAN_AGREE says how many.
func agree(t *testing.T, seed uint64, questions int) {
	t.Helper()
	if n, err := strconv.ParseUint(os.Getenv("ROWAN_AGREE_SEED"), 10, 64); err == nil {
		seed = n
	}
	if n, err := strconv.Atoi(os.Getenv("ROWAN_AGREE")); err == nil {
		questions = n
	}
	r := rand.New(rand.NewPCG(seed, 0))
	list := engines(t, r)
	refused, found, wrong := 0, 0, 0
	for range questions {
		v, numbers := judge(t.Context(), list, nil, r)
		switch {
		case v.refused:
			refused++
		case v.found:
			found++
		}
		if v.problem == "" {
			continue
		}
		t.Errorf("ROWAN_AGREE_SEED=%d: %s", seed, smallestProblem(t, list, v, numbers))
		if wrong++; wrong == 3 {
			return
		}
	}
	if refused > questions/5 || found < questions/3 {
		t.Errorf("ROWAN_AGREE_SEED=%d: of %d queries %d were refused and %d found rows; draw such as say more", seed, questions, refused, found)
	}
}

// smallestProblem is what is wrong with the smallest query of which the same is wrong.
func smallestProblem(t *testing.T, list []*engine, v verdict, numbers []int) string {
	small := smallest(numbers, 250, func(numbers []int) bool {
		again, _ := judge(t.Context(), list, numbers, nil)
		return again.class == v.class
	})
	if again, _ := judge(t.Context(), list, small, nil); again.problem != "" {
		return again.problem
	}
	return "not again: " + v.problem
}
