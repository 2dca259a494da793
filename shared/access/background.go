package access

import (
	"context"
	"fmt"
	"runtime/debug"
)

// background is a call that runs at the same time as other calls.
type background[T any] struct {
	cancel context.CancelFunc
	done   chan struct{}
	value  T
	err    error // also after a panic, which would end the process in a goroutine
}

// inBackground starts a call. The caller must call wait or stop.
func inBackground[T any](ctx context.Context, call func(context.Context) (T, error)) *background[T] {
	ctx, cancel := context.WithCancel(ctx) //nolint:gosec // wait and stop call it
	b := &background[T]{cancel: cancel, done: make(chan struct{})}
	go func() {
		defer close(b.done)
		defer func() {
			if cause := recover(); cause != nil {
				b.err = fmt.Errorf("panic: %v\n%s", cause, debug.Stack())
			}
		}()
		b.value, b.err = call(ctx)
	}()
	return b
}

// wait returns the result of the call.
func (b *background[T]) wait() (T, error) {
	<-b.done
	b.cancel()
	return b.value, b.err
}

// stop ends a call whose result is not needed, and waits for its end.
func (b *background[T]) stop() {
	b.cancel()
	<-b.done
}
