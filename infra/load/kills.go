package load

import (
	"context"
	"math/rand/v2"
	"slices"
	"time"
)

const (
	killEvery    = 1500 * time.Millisecond
	killPatience = 300 * time.Millisecond // for a request to be in the middle of
)

// background are the functions that the stream and SES invoke. They are killed seldom: after a kill of deliver Admit
// waits for 90 seconds before it sends the email again, and the event source holds a quarter of all emails back until
// then.
var background = []string{"deliver", "publish", "delivery-status"}

// moreOften is how much more often the other functions are killed.
const moreOften = 12

// kill kills processes of functions until the context ends. The first process of each is left alone.
func (r *run) kill(ctx context.Context) {
	var names []string
	for name := range processes {
		times := moreOften
		if slices.Contains(background, name) {
			times = 1
		}
		names = append(names, slices.Repeat([]string{name}, times)...)
	}
	for ctx.Err() == nil {
		sleep(ctx, killEvery/2+rand.N(killEvery))
		name := names[rand.IntN(len(names))]
		interrupted, err := r.functions[name].Kill(ctx, 1+rand.IntN(processes[name]-1), killPatience)
		if ctx.Err() == nil {
			if err != nil {
				r.refuse("start "+name, err.Error())
			}
			r.figures.Load().killed(name, interrupted)
		}
	}
}

// memoryEvery is how often the memory of functions is noted.
const memoryEvery = time.Second

// watchMemory notes the memory of the process of each function that is never killed.
func (r *run) watchMemory(ctx context.Context) {
	for ctx.Err() == nil {
		for name, f := range r.functions {
			r.resident(name, f.MemoryOfProcess(0))
		}
		sleep(ctx, memoryEvery)
	}
}

// resident notes the memory of a process. One without memory has died by itself.
func (r *run) resident(name string, octets int64) {
	if octets == 0 {
		r.refuse("process of "+name, "died")
		return
	}
	r.figures.Load().resident(name, octets)
}

// findDead finds the processes of each function that have died by themselves. A killed one was replaced.
func (r *run) findDead() {
	for name, f := range r.functions {
		for n := range processes[name] {
			if f.MemoryOfProcess(n) == 0 {
				r.refuse("process of "+name, "is dead at the end")
			}
		}
	}
}
