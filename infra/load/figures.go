package load

import (
	"sync"
	"time"

	"admit/infra/bench/report"
)

// figures are what is measured of a part of the load.
type figures struct {
	mu         sync.Mutex
	began      time.Time
	operations map[string]*operation
	failures   map[string]int // tries without a clear answer, by kind
	kills      map[string]int // by function
	interrupts int            // kills in the middle of a request
	memory     map[string][]float64
}

// operation is what is measured of one operation.
type operation struct {
	tries, repeats int
	tried          report.Sample // milliseconds of each try that was answered
	whole          report.Sample // milliseconds until the clear answer, with all repetitions
}

func newFigures() *figures {
	return &figures{began: time.Now(), operations: map[string]*operation{}, failures: map[string]int{},
		kills: map[string]int{}, memory: map[string][]float64{}}
}

func (f *figures) of(name string) *operation {
	if f.operations[name] == nil {
		f.operations[name] = &operation{}
	}
	return f.operations[name]
}

// tried notes a try. failure is empty if the answer was clear.
func (f *figures) tried(name string, took time.Duration, failure string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	o := f.of(name)
	o.tries++
	if failure != "" {
		o.repeats++
		f.failures[failure]++
		return
	}
	o.tried.Add(took)
}

// answered notes a clear answer.
func (f *figures) answered(name string, took time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.of(name).whole.Add(took)
}

// totals returns the number of tries, of those without a clear answer, and the times of the others.
func (f *figures) totals() (tries, failed int, took report.Sample) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, o := range f.operations {
		tries, failed, took = tries+o.tries, failed+o.repeats, append(took, o.tried...)
	}
	return tries, failed, took
}

func (f *figures) killed(function string, interrupted bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.kills[function]++
	if interrupted {
		f.interrupts++
	}
}

func (f *figures) resident(function string, octets int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.memory[function] = append(f.memory[function], float64(octets)/1e6)
}

// growth returns the mean memory of the first and the last third of a run in MB. The first tenth is
// left out, because a function that warms up grows.
func growth(samples []float64) (first, last float64) {
	warm := samples[len(samples)/10:]
	third := len(warm) / 3
	if third == 0 {
		return 0, 0
	}
	return mean(warm[:third]), mean(warm[len(warm)-third:])
}

func mean(values []float64) (sum float64) {
	for _, v := range values {
		sum += v / float64(len(values))
	}
	return sum
}
