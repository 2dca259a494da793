package dynamo

import (
	"strconv"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"admit/shared/access"
)

// args are the values of the placeholders in an expression, as DynamoDB takes them. A
// placeholder that begins with ":" stands for a value.
type args = map[string]types.AttributeValue

// namesIn returns the placeholders of an update and a condition that begin with "#". Each
// stands for the attribute of that name. The result must not be changed. Expressions
// consist of constants, so it keeps the few that there are.
func namesIn(update, condition string) map[string]string {
	expression := [2]string{update, condition}
	known.Lock()
	defer known.Unlock()
	names, is := known.names[expression]
	if !is {
		for _, word := range strings.FieldsFunc(update+" "+condition, func(c rune) bool { return strings.ContainsRune(" ,.()=<>+-", c) }) {
			if name, is := strings.CutPrefix(word, "#"); is {
				if names == nil {
					names = map[string]string{}
				}
				names[word] = name
			}
		}
		known.names[expression] = names
	}
	return names
}

var known = struct {
	sync.Mutex
	names map[[2]string]map[string]string
}{names: map[[2]string]map[string]string{}}

// orNil returns nil for an empty expression.
func orNil(expression string) *string {
	if expression == "" {
		return nil
	}
	return &expression
}

// The functions below return values as DynamoDB takes them.

func objectOf(v storable) types.AttributeValue {
	return &types.AttributeValueMemberM{Value: attributesOf(v)}
}

func textOf[T ~string](v T) types.AttributeValue {
	return &types.AttributeValueMemberS{Value: string(v)}
}

func numberOf[T ~int | ~int64](v T) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: strconv.FormatInt(int64(v), 10)}
}

func booleanOf(v bool) types.AttributeValue { return &types.AttributeValueMemberBOOL{Value: v} }

func octetsOf(v []byte) types.AttributeValue { return &types.AttributeValueMemberB{Value: v} }

// hashSetOf returns a set, as ADD and DELETE of DynamoDB take it.
func hashSetOf(hashes ...access.TokenHash) types.AttributeValue {
	set := make([][]byte, len(hashes))
	for n := range hashes {
		set[n] = hashes[n][:]
	}
	return &types.AttributeValueMemberBS{Value: set}
}

// textSetOf returns a set, as ADD of DynamoDB takes it.
func textSetOf[T ~string](texts ...T) types.AttributeValue {
	set := make([]string, len(texts))
	for n, text := range texts {
		set[n] = string(text)
	}
	return &types.AttributeValueMemberSS{Value: set}
}

func textsOf[T ~string](list []T) types.AttributeValue {
	values := make([]types.AttributeValue, 0, len(list))
	for _, one := range list {
		values = append(values, textOf(one))
	}
	return &types.AttributeValueMemberL{Value: values}
}

func textsByNameOf[T ~map[string]string](named T) types.AttributeValue {
	values := make(map[string]types.AttributeValue, len(named))
	for name, value := range named {
		values[name] = textOf(value)
	}
	return &types.AttributeValueMemberM{Value: values}
}
