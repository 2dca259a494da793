package main

var dollars, growth, mails figure
