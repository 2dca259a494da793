package main

import (
	"regexp"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsdynamodb"
	"github.com/aws/jsii-runtime-go"

	"admit/shared/dynamo"
)

// newTable declares the only table. It has no index, because every access pattern
// reads by key. It is encrypted with a key that DynamoDB owns, which is the default:
// a customer managed key would cost money for each request and need a permission in
// each role.
func newTable(stack awscdk.Stack, s Settings) awsdynamodb.Table {
	return awsdynamodb.NewTable(stack, jsii.String("Table"), &awsdynamodb.TableProps{
		PartitionKey: &awsdynamodb.Attribute{
			Name: jsii.String(dynamo.PartitionKey), Type: awsdynamodb.AttributeType_STRING,
		},
		SortKey: &awsdynamodb.Attribute{
			Name: jsii.String(dynamo.SortKey), Type: awsdynamodb.AttributeType_STRING,
		},
		BillingMode:         awsdynamodb.BillingMode_PAY_PER_REQUEST,
		TimeToLiveAttribute: jsii.String(dynamo.TimeToLive),
		Stream:              awsdynamodb.StreamViewType_NEW_AND_OLD_IMAGES,
		PointInTimeRecoverySpecification: &awsdynamodb.PointInTimeRecoverySpecification{
			PointInTimeRecoveryEnabled: jsii.Bool(true),
		},
		DeletionProtection: jsii.Bool(s.Protected),
		RemovalPolicy:      s.removalPolicy(),
	})
}

// usedTable returns the table that the functions use: the stack's own, or one that was
// restored from it. A restored table does not replace the stack's own in the template, because
// CloudFormation would create an empty one. It is not the stack's: what the stack sets for its own table,
// make restore has set for this one. The stack's own table stays as it is.
func usedTable(stack awscdk.Stack, s Settings, own awsdynamodb.ITable) awsdynamodb.ITable {
	if s.RestoredTable == "" {
		return own
	}
	table, _, _ := strings.Cut(s.RestoredTable, streamInfix)
	return awsdynamodb.Table_FromTableAttributes(stack, jsii.String("RestoredTable"), &awsdynamodb.TableAttributes{
		TableArn: &table, TableStreamArn: &s.RestoredTable,
	})
}

// streamInfix is between the ARN of a table and the label of its stream.
const streamInfix = "/stream/"

var streamPattern = regexp.MustCompile(`^arn:aws[a-z-]*:dynamodb:[a-z0-9-]+:[0-9]{12}:table/[A-Za-z0-9_.-]{3,255}/stream/[0-9T:.-]+$`)

// restoredTableProblem checks the ARN of the stream of a restored table.
func restoredTableProblem(stream string) string {
	if stream == "" {
		return ""
	}
	return mismatch(stream, streamPattern, "is not the ARN of a table's stream, which make restore prints")
}
