package lambda

import (
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
)

// share limits processes to a part of a processor, with a cgroup. Lambda gives a
// function a whole processor at 1,769 MB of memory, and a part in proportion below.
type share struct{ directory string }

// WholeProcessor is the memory in MB at which a function has a whole processor.
const WholeProcessor = 1769

// cgroups are the places of the processor controller, version 1 and 2. Each has the
// file for the limit, and how the limit is written.
var cgroups = []struct{ directory, file, form string }{
	{"/sys/fs/cgroup/cpu", "cpu.cfs_quota_us", "%d"},
	{"/sys/fs/cgroup", "cpu.max", "%d 20000"},
}

// newShare makes a share of memory/WholeProcessor. It needs root on Linux. The share
// must be removed. The period is 20 ms, as on Lambda.
func newShare(memory int) (*share, error) {
	const period = 20_000
	name := "admit-bench-" + rand.Text()[:8]
	var refused error
	for _, c := range cgroups {
		s := &share{filepath.Join(c.directory, name)}
		if refused = os.Mkdir(s.directory, 0o700); refused != nil {
			continue
		}
		if c.file == "cpu.cfs_quota_us" {
			refused = os.WriteFile(filepath.Join(s.directory, "cpu.cfs_period_us"), []byte(strconv.Itoa(period)), 0o600)
		}
		if refused == nil {
			refused = os.WriteFile(filepath.Join(s.directory, c.file), fmt.Appendf(nil, c.form, period*memory/WholeProcessor), 0o600)
		}
		if refused == nil {
			return s, nil
		}
		s.remove()
	}
	return nil, fmt.Errorf("a part of a processor needs a cgroup: %w", refused)
}

// take moves a process into the share. Lambda lets a function initialise at the speed of
// a whole processor, so that is done when the function has asked for its first event.
func (s *share) take(pid int) error {
	return os.WriteFile(filepath.Join(s.directory, "cgroup.procs"), []byte(strconv.Itoa(pid)), 0o600)
}

// remove removes the share. Its processes must have ended.
func (s *share) remove() { _ = os.Remove(s.directory) }

// CanShare returns an error if processes cannot be limited on this machine.
func CanShare() error {
	s, err := newShare(WholeProcessor)
	if err == nil {
		s.remove()
	}
	return err
}
