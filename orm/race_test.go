//go:build race

package orm_test

// raceSlack is what a call may allocate beyond its budget under the race detector, which makes sync.Pool drop
// some of what it is given.
const raceSlack = 3
