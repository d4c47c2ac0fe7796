//go:build hard

package postgres_test

import (
	"testing"

	"github.com/rowankit/rowan/conformance"
	"github.com/rowankit/rowan/postgres"
)

func TestTheSuiteHoldsBehindAPoolOfTransactions(t *testing.T) {
	t.Parallel()
	conformance.Run(t, (&databasesOfTests{hosts: []string{pooled(t)}, change: func(o *postgres.Options) { o.Unprepared = true }}).engine())
}
