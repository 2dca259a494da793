package dynamo

import (
	"errors"
	"strings"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// args are the values of the placeholders in an expression. A placeholder that begins
// with "#" stands for the name of an attribute, one that begins with ":" for a value.
type args map[string]any

// expression returns the placeholders of an expression, and keeps errors for commit.
func (t *transaction) expression(expression string, a args, err error) (map[string]string, map[string]types.AttributeValue) {
	names, values, placeholderErr := placeholders(expression, a)
	t.err = errors.Join(t.err, err, placeholderErr)
	return names, values
}

// placeholders returns the placeholders of an expression, as DynamoDB takes them. A
// #name that is not in args stands for the attribute of that name.
func placeholders(expression string, a args) (names map[string]string, values map[string]types.AttributeValue, err error) {
	for _, word := range strings.FieldsFunc(expression, func(c rune) bool { return strings.ContainsRune(" ,.()=<>+-", c) }) {
		if !strings.HasPrefix(word, "#") {
			continue
		}
		if names == nil {
			names = map[string]string{}
		}
		names[word] = word[1:]
		if name, ok := a[word].(string); ok {
			names[word] = name
		}
	}
	for name, value := range a {
		if !strings.HasPrefix(name, ":") {
			continue
		}
		attribute, ok := value.(types.AttributeValue)
		var valueErr error
		if !ok {
			attribute, valueErr = attributevalue.Marshal(value)
		}
		if values == nil {
			values = map[string]types.AttributeValue{}
		}
		values[name], err = attribute, errors.Join(err, valueErr)
	}
	return names, values, err
}

// optional returns nil for an empty expression.
func optional(expression string) *string {
	if expression == "" {
		return nil
	}
	return &expression
}
