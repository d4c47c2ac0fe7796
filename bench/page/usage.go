package page

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"syscall"
	"time"
)

// A process and those that it has started are one contender: gunicorn has its workers. See proc(5) for the files.

// tick is the unit of processor time in /proc: it is 10 ms on every system that Go runs on.
const tick = 10 * time.Millisecond

// tree returns a process with all that it has started, and the processor time that they have used so far.
func tree(root int) (pids []int, cpu time.Duration, err error) {
	all, err := os.ReadDir("/proc")
	if err != nil {
		return nil, 0, err
	}
	parents := make(map[int]int)
	times := make(map[int]time.Duration)
	for _, e := range all {
		pid, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		if parent, used, err := stat(pid); err == nil { // otherwise it has ended meanwhile
			parents[pid], times[pid] = parent, used
		}
	}
	if _, ok := parents[root]; !ok {
		return nil, 0, fmt.Errorf("there is no process %d", root)
	}
	for pid := range parents {
		at := pid
		for at != root && at != 0 {
			at = parents[at]
		}
		if at == root {
			pids, cpu = append(pids, pid), cpu+times[pid]
		}
	}
	return pids, cpu, nil
}

// stat reads a process's parent, and the time of the process and of its children that have ended.
func stat(pid int) (parent int, cpu time.Duration, err error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, 0, err
	}
	// The name of the program, in brackets, may hold anything.
	fields := bytes.Fields(text[bytes.LastIndexByte(text, ')')+1:])
	if len(fields) < 15 {
		return 0, 0, errors.New("a line of /proc is too short")
	}
	if parent, err = strconv.Atoi(string(fields[1])); err != nil {
		return 0, 0, err
	}
	for _, f := range fields[11:15] {
		n, err := strconv.ParseInt(string(f), 10, 64)
		if err != nil {
			return 0, 0, err
		}
		cpu += time.Duration(n) * tick
	}
	return parent, cpu, nil
}

// footprint is what processes keep in memory, in bytes. A page that several of them share counts in parts, so that the sum is
// what they need together.
type footprint struct {
	all       int64
	anonymous int64 // of it what is no part of a file, such as a program's own text
}

func (f *footprint) raise(o footprint) {
	f.all, f.anonymous = max(f.all, o.all), max(f.anonymous, o.anonymous)
}

func memory(pids []int) (sum footprint, err error) {
	for _, pid := range pids {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ESRCH) {
			continue // it has ended meanwhile
		}
		if err != nil {
			return sum, err
		}
		for name, to := range map[string]*int64{"\nPss:": &sum.all, "\nPss_Anon:": &sum.anonymous} {
			_, after, _ := bytes.Cut(text, []byte(name))
			fields := bytes.Fields(after)
			if len(fields) == 0 {
				return sum, fmt.Errorf("process %d does not tell its memory", pid)
			}
			kilobytes, err := strconv.ParseInt(string(fields[0]), 10, 64)
			if err != nil {
				return sum, err
			}
			*to += kilobytes << 10
		}
	}
	return sum, nil
}
