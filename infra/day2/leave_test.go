package day2

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// leave exports everything and deletes the stack. The table, the users and the other things that the document
// lists stay, and are then deleted by hand.
func (d *day) leave(t *testing.T) {
	if _, err := d.visit(t.Context(), "leaver"); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "people.jsonl")
	d.run(t, "export", "FILE="+file, "AWS=1", "DEPLOYMENT="+name)
	exported, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(exported), `"leaver@example.com"`) {
		t.Errorf("the export has no member leaver@example.com (%v)", err)
	}
	resources, err := d.stacks.ListStackResources(t.Context(), &cloudformation.ListStackResourcesInput{StackName: aws.String(stack)})
	if err != nil {
		t.Fatal(err)
	}
	var own string // the stack's own table; the functions use the restored one
	for _, r := range resources.StackResourceSummaries {
		if aws.ToString(r.ResourceType) == "AWS::DynamoDB::Table" {
			own = aws.ToString(r.PhysicalResourceId)
		}
	}
	if _, err := d.stacks.UpdateTerminationProtection(t.Context(), &cloudformation.UpdateTerminationProtectionInput{StackName: aws.String(stack), EnableTerminationProtection: aws.Bool(false)}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.stacks.DeleteStack(t.Context(), &cloudformation.DeleteStackInput{StackName: aws.String(stack)}); err != nil {
		t.Fatal(err)
	}
	if err := cloudformation.NewStackDeleteCompleteWaiter(d.stacks).Wait(t.Context(), &cloudformation.DescribeStacksInput{StackName: aws.String(stack)}, 5*time.Minute); err != nil {
		t.Fatal(err)
	}
	tables := slices.Compact([]string{own, d.outputs["TableName"]})
	d.stays(t, tables...)
	d.deleteWhatStays(t, tables...)
}

// stays checks that the data is there without the stack.
func (d *day) stays(t *testing.T, tables ...string) {
	t.Helper()
	for _, table := range tables {
		if _, err := d.tables.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &table}); err != nil {
			t.Errorf("the table %s does not stay: %v", table, err)
		}
	}
	if _, err := d.users.DescribeUserPool(t.Context(), &cognitoidentityprovider.DescribeUserPoolInput{UserPoolId: aws.String(d.outputs["UserPoolId"])}); err != nil {
		t.Errorf("the user pool does not stay: %v", err)
	}
}

// deleteWhatStays deletes the tables and the user pool as the document says. Their protection is switched off first.
func (d *day) deleteWhatStays(t *testing.T, tables ...string) {
	t.Helper()
	for _, table := range tables {
		if _, err := d.tables.UpdateTable(t.Context(), &dynamodb.UpdateTableInput{TableName: &table, DeletionProtectionEnabled: aws.Bool(false)}); err != nil {
			t.Error(err)
		}
		if _, err := d.tables.DeleteTable(t.Context(), &dynamodb.DeleteTableInput{TableName: &table}); err != nil {
			t.Error(err)
		}
	}
	d.deletePool(t, d.outputs["UserPoolId"])
	left, err := d.tables.ListTables(t.Context(), &dynamodb.ListTablesInput{})
	if err != nil || slices.ContainsFunc(left.TableNames, func(table string) bool { return slices.Contains(tables, table) }) {
		t.Errorf("tables are left: %v (%v)", left, err)
	}
}
