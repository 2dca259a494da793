// Command bare is a Lambda function that does nothing. Cold starts are measured against
// it.
package main

import (
	"context"

	"github.com/aws/aws-lambda-go/lambda"
)

func main() { lambda.Start(func(context.Context) (string, error) { return "", nil }) }
