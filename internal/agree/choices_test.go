package agree_test

import (
	"math/rand/v2"
	"slices"
)

// choices is what a query was drawn by: so many numbers, each below a bound. The same numbers draw the same query, fewer and
// lesser ones a smaller query, since what is least is drawn by 0, which is also what comes behind the last.
type choices struct {
	r    *rand.Rand // nil to draw a list again
	list []int
	next int
}

// below draws a number from 0.
func (c *choices) below(n int) int {
	if c.r != nil {
		c.list = append(c.list, c.r.IntN(n))
		return c.list[len(c.list)-1]
	}
	c.next++
	if c.next > len(c.list) {
		return 0
	}
	return c.list[c.next-1] % n
}

// smallest makes a list smaller as long as it keeps a property, which costs so many tries.
func smallest(list []int, tries int, keeps func([]int) bool) []int {
	try := func(smaller []int) bool {
		if tries--; tries < 0 || !keeps(smaller) {
			return false
		}
		list = smaller
		return true
	}
	for size := len(list); size > 0; size /= 2 {
		for i := len(list) - size; i >= 0; i -= size {
			if i+size <= len(list) {
				try(slices.Delete(slices.Clone(list), i, i+size))
			}
		}
	}
	for i := 0; i < len(list); i++ {
		for _, less := range []int{0, list[i] / 2, list[i] - 1} {
			if less < 0 || less >= list[i] {
				continue
			}
			smaller := slices.Clone(list)
			smaller[i] = less
			if try(smaller) {
				break
			}
		}
	}
	for i := len(list) - 1; i >= 0; i-- {
		if i < len(list) {
			try(slices.Delete(slices.Clone(list), i, i+1))
		}
	}
	return list
}
