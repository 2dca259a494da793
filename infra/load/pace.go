package load

import (
	"context"
	"sync"
	"time"
)

// pace lets requests begin at a rate. The zero value lets them begin at once.
type pace struct {
	mu    sync.Mutex
	every time.Duration
	next  time.Time
}

func newPace(perSecond float64) *pace {
	return &pace{every: time.Duration(float64(time.Second) / perSecond), next: time.Now()}
}

// behind is how much a pace that nobody used can be made up for.
const behind = time.Second

// wait waits until a request may begin.
func (p *pace) wait(ctx context.Context) error {
	if p.every == 0 {
		return ctx.Err()
	}
	p.mu.Lock()
	if late := time.Now().Add(-behind); p.next.Before(late) {
		p.next = late
	}
	at := p.next
	p.next = p.next.Add(p.every)
	p.mu.Unlock()
	sleep(ctx, time.Until(at))
	return ctx.Err()
}
