package main

var dollars, mails figure
