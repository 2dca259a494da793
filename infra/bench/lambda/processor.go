package lambda

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// ProcessorOf returns how long the processors have worked for a process, all its threads
// and its children. It reads /proc, to the nanosecond. Threads that have ended do not
// count.
func ProcessorOf(pid int) (time.Duration, error) {
	tasks, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*", pid))
	if err != nil || len(tasks) == 0 {
		return 0, fmt.Errorf("process %d has no threads in /proc: this needs Linux", pid)
	}
	var all time.Duration
	for _, task := range tasks {
		used, err := os.ReadFile(task + "/schedstat")
		if err != nil {
			continue // the thread has ended
		}
		first, _, _ := strings.Cut(string(used), " ")
		nanoseconds, err := strconv.ParseInt(first, 10, 64)
		if err != nil {
			return 0, err
		}
		all += time.Duration(nanoseconds)
		for _, child := range childrenOf(task) {
			if used, err := ProcessorOf(child); err == nil {
				all += used
			}
		}
	}
	return all, nil
}

// DatabaseProcessorOf is like ProcessorOf, but counts threads that have ended. It is exact to
// a hundredth of a second.
func DatabaseProcessorOf(pid int) (time.Duration, error) {
	const tick = 10 * time.Millisecond // USER_HZ is 100
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	_, after, _ := strings.Cut(string(text), ") ") // the name before it may have spaces
	fields := strings.Fields(after)
	const userTime, systemTime = 11, 12
	if len(fields) <= systemTime {
		return 0, fmt.Errorf("/proc/%d/stat has %d fields", pid, len(fields))
	}
	user, err1 := strconv.ParseInt(fields[userTime], 10, 64)
	system, err2 := strconv.ParseInt(fields[systemTime], 10, 64)
	all := time.Duration(user+system) * tick
	for _, child := range childrenOf(fmt.Sprintf("/proc/%d/task/%d", pid, pid)) {
		if used, err := DatabaseProcessorOf(child); err == nil {
			all += used
		}
	}
	return all, errors.Join(err1, err2)
}

func childrenOf(task string) (pids []int) {
	list, err := os.ReadFile(task + "/children")
	if err != nil {
		return nil
	}
	for text := range strings.FieldsSeq(string(list)) {
		if pid, err := strconv.Atoi(text); err == nil {
			pids = append(pids, pid)
		}
	}
	return pids
}

// MemoryOf returns the resident memory of a process in octets, and 0 if it is not known.
func MemoryOf(pid int) int64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(text))
	if len(fields) < 2 {
		return 0
	}
	pages, _ := strconv.ParseInt(fields[1], 10, 64) // 0 if it is not a number
	return pages * int64(os.Getpagesize())
}
