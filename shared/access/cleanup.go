package access

import (
	"context"
	"time"
)

// cleanupTime is how long the context of a clean-up lasts.
const cleanupTime = 300 * time.Millisecond

// CleanupContext returns a context for what has to be done after a request, such as to
// release what it holds. It lasts 300 ms, even if ctx has ended.
func CleanupContext(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), cleanupTime)
}
