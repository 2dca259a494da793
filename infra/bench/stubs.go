package main

var mails figure
