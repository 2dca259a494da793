package mail

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// categories are CLDR's names of plural forms. Which of them a language has,
// and for which numbers, differs: https://unicode.org/reports/tr35/tr35-numbers.html.
var categories = []string{"zero", "one", "two", "few", "many", other}

// other is the category of the numbers that no rule is about.
const other = "other"

// plurals are the rules of a language by category, as CLDR writes them, so that
// they can be compared with it: {"few": "n % 10 = 2..4 and n % 100 != 12..14"}.
// Each phrase with forms has all of its language, even one that reads like
// another in digits: "1 million de rôles", but "1000000 rôles".
//
// The package golang.org/x/text/feature/plural has such rules for all languages,
// but those of CLDR 32: French, Portuguese and Spanish lack a form there.
type plurals map[string]rule

// category is the one of a whole number, not below zero.
func (p plurals) category(n int) string {
	for category, rule := range p {
		if rule.holds(n) {
			return category
		}
	}
	return other
}

// rule holds when all relations of one of its conditions do.
type rule [][]relation

// relation compares an operand, or what a division leaves of it, with ranges.
type relation struct {
	whole   bool // the operand is the number; otherwise it is one that is zero
	modulus int
	equal   bool // must be in a range; otherwise must not be
	ranges  [][2]int
}

// The operands of a rule. A whole number written in digits has only the first
// two, which are itself: the others count and name its decimals and exponent.
var (
	wholeOperands = []string{"n", "i"}
	otherOperands = []string{"v", "w", "f", "t", "c", "e"}
)

func (r rule) holds(n int) bool {
	return slices.ContainsFunc(r, func(condition []relation) bool {
		return !slices.ContainsFunc(condition, func(is relation) bool { return !is.holds(n) })
	})
}

func (r relation) holds(n int) bool {
	value := 0
	if r.whole {
		value = n % r.modulus
	}
	return r.equal == slices.ContainsFunc(r.ranges, func(of [2]int) bool { return of[0] <= value && value <= of[1] })
}

// UnmarshalText implements [encoding.TextUnmarshaler].
func (r *rule) UnmarshalText(text []byte) error {
	*r = nil
	for alternative := range strings.SplitSeq(string(text), " or ") {
		var condition []relation
		for written := range strings.SplitSeq(alternative, " and ") {
			parsed, err := parseRelation(strings.Fields(written))
			if err != nil {
				return fmt.Errorf("plural rule %q: %w", text, err)
			}
			condition = append(condition, parsed)
		}
		*r = append(*r, condition)
	}
	return nil
}

// parseRelation reads the words of one, such as n % 100 != 2..4,9.
func parseRelation(words []string) (r relation, err error) {
	r.modulus = math.MaxInt
	if len(words) == 5 && words[1] == "%" {
		if r.modulus, err = strconv.Atoi(words[2]); err != nil || r.modulus < 1 {
			return relation{}, fmt.Errorf("%q divides nothing", words[2])
		}
		words = slices.Concat(words[:1], words[3:])
	}
	if len(words) != 3 || (words[1] != "=" && words[1] != "!=") {
		return relation{}, fmt.Errorf("%q is no relation", words)
	}
	r.whole, r.equal = slices.Contains(wholeOperands, words[0]), words[1] == "="
	if !r.whole && !slices.Contains(otherOperands, words[0]) {
		return relation{}, fmt.Errorf("%q is no operand", words[0])
	}
	r.ranges, err = parseRanges(words[2])
	return r, err
}

// parseRanges reads numbers and ranges of them, both ends included.
func parseRanges(written string) (ranges [][2]int, err error) {
	for part := range strings.SplitSeq(written, ",") {
		first, last, isRange := strings.Cut(part, "..")
		if !isRange {
			last = first
		}
		from, err := strconv.Atoi(first)
		if err != nil {
			return nil, fmt.Errorf("%q is no range", part)
		}
		to, err := strconv.Atoi(last)
		if err != nil || from > to {
			return nil, fmt.Errorf("%q is no range", part)
		}
		ranges = append(ranges, [2]int{from, to})
	}
	return ranges, nil
}
