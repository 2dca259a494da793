package dynamo

import (
	"strings"
	"testing"
)

// TestAPositionOfAQuery accepts any sort key that an item of the query can have, and no other.
func TestAPositionOfAQuery(t *testing.T) {
	long := strings.Repeat("x", 1024)
	for name, c := range map[string]struct {
		query
		valid bool
	}{
		"the longest sort key":   {query{after: long}, true},
		"one octet more":         {query{after: long + "x"}, false},
		"no UTF-8":               {query{after: "a\xff"}, false},
		"with the prefix":        {query{prefix: "a#", after: "a#b"}, true},
		"with another prefix":    {query{prefix: "a#", after: "b#b"}, false},
		"at the lower bound":     {query{from: "b", after: "b"}, true},
		"below the lower bound":  {query{from: "b", after: "a"}, false},
		"below the upper bound":  {query{to: "b", after: "a"}, true},
		"at the upper bound":     {query{to: "b", after: "b"}, false},
		"between the bounds":     {query{from: "a", to: "c", after: "b"}, true},
		"above the upper bound":  {query{from: "a", to: "c", after: "d"}, false},
		"below both the bounds":  {query{from: "b", to: "c", after: "a"}, false},
		"without a bound at all": {query{after: "a"}, true},
	} {
		if got := c.validStart(); got != c.valid {
			t.Errorf("%s: valid: %t", name, got)
		}
		if read := (Store{}).pages(c.query); read.done == c.valid || c.valid && read.input.ExclusiveStartKey == nil {
			t.Errorf("%s: nothing is read: %t", name, read.done)
		}
	}
}

// TestTheConditionOfAQuery reads only what is between the bounds, or begins with the prefix.
func TestTheConditionOfAQuery(t *testing.T) {
	for want, q := range map[string]query{
		"pk = :pk":                              {},
		"pk = :pk AND begins_with(sk, :prefix)": {prefix: "a"},
		"pk = :pk AND sk BETWEEN :from AND :to": {from: "a", to: "b"},
		"pk = :pk AND sk >= :from":              {from: "a"},
		"pk = :pk AND sk < :to":                 {to: "b"},
	} {
		input := Store{}.pages(q).input
		if *input.KeyConditionExpression != want {
			t.Errorf("the condition is %q, want %q", *input.KeyConditionExpression, want)
		}
		if values := len(input.ExpressionAttributeValues); values != strings.Count(want, ":") {
			t.Errorf("%q has %d values", want, values)
		}
		if input.ExclusiveStartKey != nil || input.Limit != nil || !*input.ScanIndexForward {
			t.Errorf("%q does not begin at the beginning", want)
		}
	}
	for size, want := range map[int]int32{1: 1, 1000: 1000, 1001: 1000} {
		if got := (Store{}).pages(query{firstPage: size, backward: true}).input; *got.Limit != want || *got.ScanIndexForward {
			t.Errorf("the first page of %d has %d items", size, *got.Limit)
		}
	}
}
