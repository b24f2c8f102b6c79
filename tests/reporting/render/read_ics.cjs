// Reads a calendar with ical.js, a library that shares nothing with the one that wrote it, and
// prints its events as the JSON of cofi.reporting.v1.Events.
//
//   node read_ics.cjs FILE
"use strict";

const { readFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const { join } = require("node:path");

const packages = createRequire(join(__dirname, "../../../packaging/npm/package.json"));
const loaded = packages("ical.js");
const ICAL = loaded.default ?? loaded;

const SECONDS_OF_HOUR = 3600;
const SECONDS_OF_DAY = 24 * SECONDS_OF_HOUR;
const REMINDER_HOUR = 9;

function dateOf(time) {
  if (!time.isDate) throw new Error(`not a whole day: ${time}`);
  return { year: time.year, month: time.month, day: time.day };
}

function reminderDaysOf(alarm) {
  const seconds = alarm.getFirstPropertyValue("trigger").toSeconds();
  return (REMINDER_HOUR * SECONDS_OF_HOUR - seconds) / SECONDS_OF_DAY;
}

function eventOf(component) {
  const categories = component.getFirstProperty("categories");
  return {
    uid: component.getFirstPropertyValue("uid"),
    date: dateOf(component.getFirstPropertyValue("dtstart")),
    title: component.getFirstPropertyValue("summary"),
    description: component.getFirstPropertyValue("description"),
    // Two of them would be none of ours.
    category: categories ? categories.getValues().join(" AND ") : "",
    reminderDays: component.getAllSubcomponents("valarm").map(reminderDaysOf),
  };
}

const calendar = new ICAL.Component(ICAL.parse(readFileSync(process.argv[2], "utf8")));
process.stdout.write(
  JSON.stringify({ events: calendar.getAllSubcomponents("vevent").map(eventOf) }),
);
