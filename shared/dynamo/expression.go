package dynamo

import (
	"errors"
	"strings"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// args are the values of an expression's placeholders. A name with a # stands
// for an attribute's name, one with a : for a value.
type args map[string]any

// expression makes the placeholders of an expression: each #name that is not
// given stands for the attribute of that name.
func (t *transaction) expression(expression string, a args, err error) (map[string]string, map[string]types.AttributeValue) {
	names, values, marshalled := placeholders(expression, a)
	t.err = errors.Join(t.err, err, marshalled)
	return names, values
}

func placeholders(expression string, a args) (names map[string]string, values map[string]types.AttributeValue, err error) {
	for _, word := range strings.FieldsFunc(expression, func(c rune) bool { return strings.ContainsRune(" ,.()=<>+-", c) }) {
		if !strings.HasPrefix(word, "#") {
			continue
		}
		if names == nil {
			names = map[string]string{}
		}
		names[word] = word[1:]
		if given, ok := a[word].(string); ok {
			names[word] = given
		}
	}
	for name, value := range a {
		if !strings.HasPrefix(name, ":") {
			continue
		}
		marshalled, ready := value.(types.AttributeValue)
		var wrong error
		if !ready {
			marshalled, wrong = attributevalue.Marshal(value)
		}
		if values == nil {
			values = map[string]types.AttributeValue{}
		}
		values[name], err = marshalled, errors.Join(err, wrong)
	}
	return names, values, err
}

func optional(expression string) *string {
	if expression == "" {
		return nil
	}
	return &expression
}
