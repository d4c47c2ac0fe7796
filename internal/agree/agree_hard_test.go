//go:build hard

package agree_test

import (
	"math/rand/v2"
	"testing"
)

func TestManyRandomQueriesGiveTheSameRowsOnAllEngines(t *testing.T) {
	for range 10 {
		agree(t, rand.Uint64(), 3000)
	}
}
