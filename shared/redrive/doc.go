// Package redrive takes up what functions have given up: it reads the messages of the dead-letter
// queues and does again what each is about.
//
// A message is deleted when that has succeeded. A message whose work fails stays in its queue. A
// call may end anywhere: what is done again after it does no harm.
package redrive
