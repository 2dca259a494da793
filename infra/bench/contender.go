package main

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"admit/infra/bench/report"
)

// contender is a system that runs lifecycles: invite, accept, list, remove.
type contender struct {
	name string
	// lifecycle runs one lifecycle of a worker's person and adds its times.
	lifecycle func(ctx context.Context, worker int, t *timings) error
	// processor returns how long the processors have worked for the system itself and for
	// its database.
	processor func() (system, database time.Duration, err error)
	memory    func() int64          // resident memory of the system itself, in octets
	explain   func(err error) error // adds what the system has logged about an error
}

// load is what some turns of a contender with a number of clients gave.
type load struct {
	perSecond, system, database report.Sample // lifecycles a second; processor seconds for a thousand
	timings                     *timings
}

func newLoad() *load { return &load{timings: newTimings()} }

// turn lets clients run lifecycles for some time and adds what they took.
func (l *load) turn(ctx context.Context, c contender, clients int, lasts time.Duration) error {
	systemBefore, databaseBefore, err := c.processor()
	if err != nil {
		return err
	}
	began := time.Now()
	done, err := l.lifecycles(ctx, c, clients, lasts)
	if err != nil {
		return err
	}
	took := time.Since(began)
	system, database, err := c.processor()
	if err != nil {
		return err
	}
	l.perSecond = append(l.perSecond, done/took.Seconds())
	l.system = append(l.system, (system-systemBefore).Seconds()/done*1000)
	l.database = append(l.database, (database-databaseBefore).Seconds()/done*1000)
	return nil
}

// lifecycles lets clients run lifecycles for some time and returns how many they were.
func (l *load) lifecycles(ctx context.Context, c contender, clients int, lasts time.Duration) (float64, error) {
	end := time.Now().Add(lasts)
	var done atomic.Int64
	var failed error
	var once sync.Once
	var workers sync.WaitGroup
	for worker := range clients {
		workers.Go(func() {
			for time.Now().Before(end) && ctx.Err() == nil {
				if err := c.lifecycle(ctx, worker, l.timings); err != nil {
					once.Do(func() { failed = err })
					return
				}
				done.Add(1)
			}
		})
	}
	workers.Wait()
	return float64(done.Load()), failed
}
