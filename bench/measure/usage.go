package measure

import (
	"runtime"
	"syscall"
	"time"
)

// Usage is what operations cost.
type Usage struct {
	// CPU is the time that the whole process computed, in its own code and in the system's, on all
	// processors: the work of the garbage collector is in it.
	CPU time.Duration
	// Wall is the time that went by.
	Wall time.Duration
	// Allocs and Bytes are what was allocated by Go; memory of C libraries is not counted.
	Allocs, Bytes float64
}

// Per returns the usage of one of n operations.
func (u Usage) Per(n int) Usage {
	return Usage{
		CPU: u.CPU / time.Duration(n), Wall: u.Wall / time.Duration(n),
		Allocs: u.Allocs / float64(n), Bytes: u.Bytes / float64(n),
	}
}

// Stopwatch adds up what the process uses while it runs. It is the workloads' clock.
type Stopwatch struct {
	// Total is what was used so far, complete when the watch is stopped.
	Total Usage

	began  time.Time
	cpu    time.Duration
	memory runtime.MemStats
}

// Start begins to measure, without garbage that others have left: a check of the operation before, say.
func (s *Stopwatch) Start() {
	runtime.GC()
	runtime.ReadMemStats(&s.memory)
	s.cpu, s.began = cpuTime(), time.Now()
}

// Stop adds what was used since Start.
func (s *Stopwatch) Stop() {
	s.Total.Wall += time.Since(s.began)
	s.Total.CPU += cpuTime() - s.cpu
	allocs, bytes := s.memory.Mallocs, s.memory.TotalAlloc
	runtime.ReadMemStats(&s.memory)
	s.Total.Allocs += float64(s.memory.Mallocs - allocs)
	s.Total.Bytes += float64(s.memory.TotalAlloc - bytes)
}

// cpuTime is the process's user and system time so far, see getrusage(2).
func cpuTime() time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		panic("measure: the system does not tell the processor time: " + err.Error())
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}
