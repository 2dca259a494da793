package model

// Transition is an operation in a state, with its answer and the state that follows.
type Transition struct {
	World     *World
	Before    State
	Operation Operation
	Answer    Answer
	After     State
}

// Explore visits every state that operations lead to from the start, and calls visit with
// every transition. It ends early when visit returns false. It returns the number of states
// and of transitions.
func (b *Bounds) Explore(visit func(*Transition) bool) (states, transitions int) {
	seen := map[State]struct{}{b.Normal(b.Start): {}}
	next := []State{b.Normal(b.Start)}
	t, goes := Transition{World: &b.World}, true
	for len(next) > 0 && goes {
		t.Before, next = next[len(next)-1], next[:len(next)-1]
		b.Operations(&t.Before, func(o Operation) {
			transitions++
			t.Operation = o
			t.After, t.Answer = b.World.Do(&t.Before, &t.Operation)
			goes = goes && visit(&t)
			if t.After == t.Before {
				return
			}
			after := b.Normal(t.After)
			if _, known := seen[after]; !known {
				seen[after] = struct{}{}
				next = append(next, after)
			}
		})
	}
	return len(seen), transitions
}
