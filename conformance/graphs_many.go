//go:build hard

package conformance

// How many random graphs are tried: few in each run of the suite, many where time does not matter.
const (
	graphSeeds        = 400
	graphFailingSeeds = 12
)
