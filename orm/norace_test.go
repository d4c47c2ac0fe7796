//go:build !race

package orm_test

const raceSlack = 0
