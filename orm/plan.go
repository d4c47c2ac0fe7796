package orm

import (
	"sync"
	"sync/atomic"

	"github.com/rowankit/rowan/driver"
)

// plan is a statement of one shape, made once and shared.
type plan struct {
	statement driver.Statement
	rows      atomic.Int64 // how many rows it gave last
	write     []*column    // whose values an insert or update binds, in order
	params    int          // of a raw text
	back      scanPlan     // how the values that come back are read
	seek      atomic.Pointer[seeking]
	inserts
}

// inserts is what is known of an INSERT of one row.
type inserts struct {
	returns  bool // the statement itself gives back columns
	lastKey  bool // its result tells the generated key
	givesKey bool // it writes a generated key that was given
	atomic   bool // it stands in a transaction: more than the generated key comes back
	steps    *conflictSteps
	kept     *conflictSteps // find the row that was left alone; nil where none is
	update   []*column      // which an existing row takes
	replaces *replacing     // nil unless it may change a row that is there
}

// replacing is what an insert does to a row that is there.
type replacing struct {
	found   []*column // by the values of these
	changed []*column
	fields  []*column // as a person names what was found by
}

// planCache keeps plans by the shape of their statement. Its zero value is empty and ready. Readers take no
// lock: they look into a map that is replaced, never changed.
type planCache struct {
	all atomic.Pointer[map[string]*plan]
	mu  sync.Mutex // held while a plan is added
}

// maxPlans bounds the texts of one cache. A program has far fewer shapes; one that makes up new ones without
// end starts over with an empty cache now and then.
const maxPlans = 1024

func (c *planCache) find(key []byte) *plan {
	all := c.all.Load()
	if all == nil {
		return nil
	}
	return (*all)[string(key)]
}

// keep adds a plan, unless another goroutine was first; it returns the one that is kept.
func (c *planCache) keep(key string, p *plan) *plan {
	c.mu.Lock()
	defer c.mu.Unlock()
	next := map[string]*plan{}
	if old := c.all.Load(); old != nil {
		if first := (*old)[key]; first != nil {
			return first
		}
		if len(*old) < maxPlans {
			for k, v := range *old {
				next[k] = v
			}
		}
	}
	next[key] = p
	c.all.Store(&next)
	return p
}
