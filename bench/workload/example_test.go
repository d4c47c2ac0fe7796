package workload_test

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"github.com/rowankit/rowan/bench/workload"
)

// A program needs only the operations that it has; here it reads from memory.
func Example() {
	d := workload.NewData(2, 3)
	p := &workload.Program{
		ReadAll: func(context.Context) (iter.Seq[workload.Prediction], error) {
			return slices.Values(d.Predictions), nil
		},
	}
	for _, w := range workload.All() {
		if w.Offered(p) {
			fmt.Println(w.Name, w.Run(context.Background(), p, d, 1, stopped{}))
		}
	}
	// Output: W1 <nil>
}

type stopped struct{}

func (stopped) Start() {}
func (stopped) Stop()  {}
