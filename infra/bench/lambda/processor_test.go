package lambda

import (
	"os"
	"testing"
	"time"
)

// TestProcessorOf compares both clocks while this process works.
func TestProcessorOf(t *testing.T) {
	if _, err := os.Stat("/proc/self/schedstat"); err != nil {
		t.Skip("NOT RUN: it needs /proc of Linux")
	}
	before, err1 := ProcessorOf(os.Getpid())
	beforeTicks, err2 := DatabaseProcessorOf(os.Getpid())
	for end := time.Now().Add(200 * time.Millisecond); time.Now().Before(end); {
	}
	after, err3 := ProcessorOf(os.Getpid())
	afterTicks, err4 := DatabaseProcessorOf(os.Getpid())
	if err1 != nil || err2 != nil || err3 != nil || err4 != nil {
		t.Fatal(err1, err2, err3, err4)
	}
	exact, ticks := after-before, afterTicks-beforeTicks
	if exact <= 0 || exact > 2*time.Second || (ticks-exact).Abs() > 50*time.Millisecond {
		t.Errorf("%s by threads, %s by ticks", exact, ticks)
	}
}
