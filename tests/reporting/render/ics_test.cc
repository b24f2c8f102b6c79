// Calendars are read back by three readers: one of a few lines here, libical, and ical.js.

#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/message_differencer.h>
#include <libical/ical.h>
#include <stdio.h>

#include <array>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/time/civil_time.h"
#include "base/dates.h"
#include "base/text.h"
#include "services/reporting/render/renderer.h"
#include "tests/folder.h"
#include "tests/reasons.h"
#include "tests/reporting/render/examples.h"

namespace cofi::reporting {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using v1::Document;
using v1::Events;

std::string Rendered(const std::vector<Document>& parts) {
  const std::unique_ptr<Renderer> renderer = MakeIcsRenderer();
  std::string bytes;
  for (const Document& part : parts) EXPECT_THAT(renderer->Add(part, &bytes), IsOk());
  EXPECT_THAT(renderer->Finish(&bytes), IsOk());
  return bytes;
}
std::string Rendered(const Document& document) { return Rendered(std::vector{document}); }

Document WithEvents() {
  Document document;
  document.set_report("deadlines");
  document.set_language_code("en");
  *document.mutable_as_of_date() = DateFromDay(absl::CivilDay(2018, 3, 23));
  document.add_blocks()->mutable_events();
  return document;
}

Events::Event* AddEvent(const std::string& title, Document* document) {
  Events* const events = document->mutable_blocks(0)->mutable_events();
  Events::Event* const event = events->add_events();
  event->set_uid(absl::StrCat("e", events->events_size()));
  event->set_title(title);
  *event->mutable_date() = DateFromDay(absl::CivilDay(2018, 6, 30));
  return event;
}

std::string Shown(const std::string& text) {
  return std::string(absl::StripAsciiWhitespace(Visible(text)));
}

// As a reader must find the events of a document. Identifiers are looked at on their own.
Events Expected(const Document& document) {
  Events expected;
  for (const v1::Block& block : document.blocks()) expected.MergeFrom(block.events());
  for (Events::Event& event : *expected.mutable_events()) {
    event.clear_uid();
    event.clear_resource();
    event.set_title(Shown(event.title()));
    event.set_description(Shown(event.description()));
    event.set_category(Shown(absl::StrReplaceAll(event.category(), {{",", " "}, {";", " "}})));
    // The one whose title is blank, as its identifier is.
    if (event.title().empty()) event.set_title("%20@cofi");
  }
  return expected;
}

std::vector<std::string> TakeUids(Events* events) {
  std::vector<std::string> uids;
  uids.reserve(events->events_size());
  for (Events::Event& event : *events->mutable_events()) {
    uids.push_back(event.uid());
    event.clear_uid();
  }
  return uids;
}

MATCHER_P(Says, expected, "says the same events") {
  google::protobuf::util::MessageDifferencer differencer;
  std::string difference;
  differencer.ReportDifferencesToString(&difference);
  const bool same = differencer.Compare(expected, arg);
  *result_listener << difference.substr(0, 2'000);
  return same;
}

// A reminder is at nine in the morning.
constexpr int64_t kReminderHour = 9;
constexpr int64_t kHoursOfDay = 24;

// The first reader: lines unfolded, split at the first colon, and texts without their backslashes.

struct Line {
  std::string name;  // with its parameters
  std::string value;
};

std::vector<Line> LinesOf(const std::string& bytes) {
  constexpr size_t kLineBytesMax = 75;
  std::vector<Line> lines;
  absl::string_view rest = bytes;
  EXPECT_TRUE(absl::ConsumeSuffix(&rest, "\r\n"));
  std::string whole;
  const auto add = [&] {
    std::pair<std::string, std::string> halves = absl::StrSplit(whole, absl::MaxSplits(':', 1));
    lines.push_back({std::move(halves.first), std::move(halves.second)});
  };
  for (const absl::string_view line : absl::StrSplit(rest, "\r\n")) {
    EXPECT_LE(line.size(), kLineBytesMax) << line;
    EXPECT_TRUE(IsUtf8(line)) << "folded within a character: " << line;
    EXPECT_FALSE(HasControls(line)) << line;
    EXPECT_THAT(std::string(line), Not(HasSubstr("\n")));
    EXPECT_THAT(std::string(line), Not(HasSubstr("\r")));
    if (absl::StartsWith(line, " ")) {
      absl::StrAppend(&whole, line.substr(1));
      continue;
    }
    if (!whole.empty()) add();
    whole = std::string(line);
  }
  add();
  return lines;
}

std::string Unescaped(absl::string_view value) {
  std::string text;
  for (size_t i = 0; i < value.size(); ++i) {
    if (value[i] != '\\') {
      EXPECT_NE(value[i], ';') << value;
      EXPECT_NE(value[i], ',') << value;
      text += value[i];
      continue;
    }
    ++i;
    if (i == value.size() || !absl::StrContains("\\,;", value.substr(i, 1))) {
      ADD_FAILURE() << "a backslash before nothing that needs one: " << value;
      break;
    }
    text += value[i];
  }
  return text;
}

absl::CivilDay DayFrom(const std::string& value) {
  int64_t number = 0;
  EXPECT_EQ(value.size(), 8) << value;
  EXPECT_TRUE(absl::SimpleAtoi(value, &number)) << value;
  return absl::CivilDay(number / 10'000, number / 100 % 100, number % 100);
}

// `-P6DT15H` or `PT9H`, as so many days before nine in the morning.
int32_t ReminderDaysFrom(absl::string_view value) {
  const int sign = absl::ConsumePrefix(&value, "-") ? -1 : 1;
  EXPECT_TRUE(absl::ConsumePrefix(&value, "P")) << value;
  const std::pair<absl::string_view, absl::string_view> halves = absl::StrSplit(value, 'T');
  absl::string_view days_text = halves.first, hours_text = halves.second;
  int64_t days = 0, hours = 0;
  EXPECT_TRUE(days_text.empty() ||
              (absl::ConsumeSuffix(&days_text, "D") && absl::SimpleAtoi(days_text, &days)))
      << value;
  EXPECT_TRUE(hours_text.empty() ||
              (absl::ConsumeSuffix(&hours_text, "H") && absl::SimpleAtoi(hours_text, &hours)))
      << value;
  return static_cast<int32_t>((kReminderHour - sign * (days * kHoursOfDay + hours)) / kHoursOfDay);
}

// Every line of an event or alarm is one that is known: none came in by a text.
void ReadLine(const Line& line, bool in_alarm, Events::Event* event) {
  if (in_alarm) {
    if (line.name == "TRIGGER") return event->add_reminder_days(ReminderDaysFrom(line.value));
    EXPECT_THAT(absl::StrCat(line.name, ":", Unescaped(line.value)),
                ::testing::AnyOf("ACTION:DISPLAY", absl::StrCat("DESCRIPTION:", event->title())));
  } else if (line.name == "UID") {
    event->set_uid(line.value);
  } else if (line.name == "DTSTART;VALUE=DATE") {
    *event->mutable_date() = DateFromDay(DayFrom(line.value));
  } else if (line.name == "DTEND;VALUE=DATE") {
    EXPECT_EQ(DayFrom(line.value), Day(event->date()) + 1);
  } else if (line.name == "SUMMARY") {
    event->set_title(Unescaped(line.value));
  } else if (line.name == "DESCRIPTION") {
    event->set_description(Unescaped(line.value));
  } else if (line.name == "CATEGORIES") {
    event->set_category(Unescaped(line.value));
  } else {
    EXPECT_THAT(absl::StrCat(line.name, ":", line.value),
                ::testing::AnyOf("DTSTAMP:20180323T000000Z", "TRANSP:TRANSPARENT", "SEQUENCE:0"));
  }
}

Events ReadHere(const std::string& bytes) {
  Events events;
  std::vector<std::string> open;
  for (const Line& line : LinesOf(bytes)) {
    if (line.name == "BEGIN") {
      open.push_back(line.value);
      if (line.value == "VEVENT") events.add_events();
    } else if (line.name == "END") {
      EXPECT_EQ(line.value, open.empty() ? "" : open.back());
      if (!open.empty()) open.pop_back();
    } else if (open.size() > 1) {
      ReadLine(line, open.back() == "VALARM", events.mutable_events()->rbegin().operator->());
    }
  }
  EXPECT_THAT(open, ElementsAre());
  return events;
}

// The second reader.

using Component = std::unique_ptr<icalcomponent, void (*)(icalcomponent*)>;

Component Parse(const std::string& bytes) {
  return {icalparser_parse_string(bytes.c_str()), icalcomponent_free};
}

std::string TextIn(icalcomponent* component, icalproperty_kind kind) {
  icalproperty* const property = icalcomponent_get_first_property(component, kind);
  if (property == nullptr) return "";
  EXPECT_EQ(icalcomponent_get_next_property(component, kind), nullptr) << "more than one";
  return icalvalue_get_text(icalproperty_get_value(property));
}

Date DateOf(const icaltimetype& time) {
  EXPECT_TRUE(time.is_date);
  return DateFromDay(absl::CivilDay(time.year, time.month, time.day));
}

Events ReadByLibical(const std::string& bytes) {
  const Component calendar = Parse(bytes);
  Events events;
  if (calendar == nullptr) {
    ADD_FAILURE() << "not a calendar";
    return events;
  }
  EXPECT_EQ(icalcomponent_count_errors(calendar.get()), 0);
  EXPECT_TRUE(icalrestriction_check(calendar.get()));
  for (icalcomponent* each =
           icalcomponent_get_first_component(calendar.get(), ICAL_VEVENT_COMPONENT);
       each != nullptr;
       each = icalcomponent_get_next_component(calendar.get(), ICAL_VEVENT_COMPONENT)) {
    Events::Event* const event = events.add_events();
    event->set_uid(icalcomponent_get_uid(each));
    *event->mutable_date() = DateOf(icalcomponent_get_dtstart(each));
    event->set_title(TextIn(each, ICAL_SUMMARY_PROPERTY));
    event->set_description(TextIn(each, ICAL_DESCRIPTION_PROPERTY));
    event->set_category(TextIn(each, ICAL_CATEGORIES_PROPERTY));
    for (icalcomponent* alarm = icalcomponent_get_first_component(each, ICAL_VALARM_COMPONENT);
         alarm != nullptr; alarm = icalcomponent_get_next_component(each, ICAL_VALARM_COMPONENT)) {
      const icaltriggertype trigger =
          icalproperty_get_trigger(icalcomponent_get_first_property(alarm, ICAL_TRIGGER_PROPERTY));
      const int hours = icaldurationtype_as_int(trigger.duration) / 3'600;
      event->add_reminder_days(static_cast<int32_t>((kReminderHour - hours) / kHoursOfDay));
    }
  }
  return events;
}

// The third reader, in a process of its own.
Events ReadByIcalJs(const std::string& bytes) {
  const Folder folder;
  const std::string command = absl::StrCat("node tests/reporting/render/read_ics.cjs ",
                                           folder.Write("calendar.ics", bytes));
  Events events;
  FILE* const output = popen(command.c_str(), "r");
  if (output == nullptr) {
    ADD_FAILURE() << command;
    return events;
  }
  std::string json;
  std::array<char, 4'096> piece;
  for (size_t got; (got = fread(piece.data(), 1, piece.size(), output)) > 0;) {
    json.append(piece.data(), got);
  }
  EXPECT_EQ(pclose(output), 0) << command;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(json, &events).ok()) << json;
  return events;
}

// Checks that all three find what the document says, under the same identifiers; returns those.
std::vector<std::string> ExpectRead(const Document& document) {
  const std::string bytes = Rendered(document);
  Events here = ReadHere(bytes), by_libical = ReadByLibical(bytes), by_js = ReadByIcalJs(bytes);
  std::vector<std::string> uids = TakeUids(&here);
  EXPECT_EQ(TakeUids(&by_libical), uids);
  EXPECT_EQ(TakeUids(&by_js), uids);
  const Events expected = Expected(document);
  EXPECT_THAT(here, Says(expected));
  EXPECT_THAT(by_libical, Says(expected));
  EXPECT_THAT(by_js, Says(expected));
  EXPECT_EQ(std::set<std::string>(uids.begin(), uids.end()).size(), uids.size());
  return uids;
}

TEST(Ics, HasTheEventsOfTheDocument) {
  for (const Language language : {Language::kEnglish, Language::kFrench}) {
    EXPECT_THAT(ExpectRead(ExampleDocument(language)),
                ElementsAre("projects/p/applications/fdf/obligations/o1%23due@cofi",
                            "projects/p%23end@cofi"));
  }
}

TEST(Ics, NoTextBecomesALineOrAnotherText) {
  const Document hostile = HostileDocument();
  const std::vector<std::string> uids = ExpectRead(hostile);
  EXPECT_EQ(uids.size(), HostileTexts().size());
  for (const std::string& uid : uids) {
    EXPECT_EQ(uid.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                    "0123456789%@/-._"),
              uid.npos)
        << uid;
  }
  int calendars = 0;
  for (const Line& line : LinesOf(Rendered(hostile))) {
    if (line.name == "BEGIN" && line.value == "VCALENDAR") ++calendars;
  }
  EXPECT_EQ(calendars, 1);
}

// Wherever the end of a line falls: within a character, before a comma that is escaped, at a space.
TEST(Ics, FoldsBetweenCharacters) {
  Document document = WithEvents();
  for (size_t before = 0; before < 90; ++before) {
    std::string text(before, 'a');
    for (int i = 0; i < 12; ++i) absl::StrAppend(&text, "é€😀, ; \\ \"e\u0301\" ");
    AddEvent(text + ".", &document)->set_description(text + ":.");
  }
  ExpectRead(document);
}

TEST(Ics, RemindsAtNineInTheMorning) {
  Document document = WithEvents();
  for (const int32_t days : {7, 1, 0, 365}) AddEvent("Bilan", &document)->add_reminder_days(days);
  ExpectRead(document);
  std::vector<std::string> triggers;
  for (const Line& line : LinesOf(Rendered(document))) {
    if (line.name == "TRIGGER") triggers.push_back(line.value);
  }
  EXPECT_THAT(triggers, ElementsAre("-P6DT15H", "-PT15H", "PT9H", "-P364DT15H"));
}

TEST(Ics, IsForTheWholeDayAndKeepsNobodyBusy) {
  Document document = WithEvents();
  *AddEvent("Clôture", &document)->mutable_date() = DateFromDay(absl::CivilDay(2018, 12, 31));
  const std::string bytes = Rendered(document);
  EXPECT_THAT(bytes, HasSubstr("DTSTART;VALUE=DATE:20181231\r\nDTEND;VALUE=DATE:20190101\r\n"));
  EXPECT_THAT(bytes, HasSubstr("TRANSP:TRANSPARENT\r\n"));
  // The last day that can be written has no day after it.
  *document.mutable_blocks(0)->mutable_events()->mutable_events(0)->mutable_date() =
      DateFromDay(absl::CivilDay(9999, 12, 31));
  EXPECT_THAT(Rendered(document), Not(HasSubstr("DTEND")));
  ExpectRead(document);
}

TEST(Ics, IsCalledAsTheDocumentIs) {
  Document document = WithEvents();
  document.set_language_code("fr");
  document.set_title("Échéances, à 60 jours");
  document.set_time_zone("Indian/Reunion");
  const std::string bytes = Rendered(document);
  EXPECT_TRUE(absl::StartsWith(bytes,
                               "BEGIN:VCALENDAR\r\n"
                               "PRODID:-//Cofi//Cofi//FR\r\n"
                               "VERSION:2.0\r\n"
                               "CALSCALE:GREGORIAN\r\n"
                               "NAME:Échéances\\, à 60 jours\r\n"
                               "X-WR-CALNAME:Échéances, à 60 jours\r\n"
                               "X-WR-TIMEZONE:Indian/Reunion\r\n"))
      << bytes;
  // Of several projects there is no one zone.
  document.clear_time_zone();
  EXPECT_THAT(Rendered(document), HasSubstr("X-WR-TIMEZONE:Europe/Paris\r\n"));
}

TEST(Ics, IsReadAnewEveryDayByWhoSubscribed) {
  const std::string bytes = Rendered(WithEvents());
  EXPECT_THAT(bytes, HasSubstr("\r\nREFRESH-INTERVAL;VALUE=DURATION:P1D\r\n"));
  EXPECT_THAT(bytes, HasSubstr("\r\nX-PUBLISHED-TTL:P1D\r\n"));
  // It invites nobody.
  EXPECT_THAT(bytes, Not(HasSubstr("METHOD")));
  EXPECT_THAT(bytes, Not(HasSubstr("ORGANIZER")));
}

// What stays is told as it was, whatever became of the others.
TEST(Ics, WhatIsDoneIsGoneAndTheRestStaysAsItWas) {
  Document document = WithEvents();
  AddEvent("Bilan", &document);
  AddEvent("Compte rendu", &document);
  const std::string before = Rendered(document);
  document.mutable_blocks(0)->mutable_events()->mutable_events()->DeleteSubrange(0, 1);
  const std::string after = Rendered(document);
  EXPECT_THAT(before, HasSubstr("UID:e1@cofi"));
  EXPECT_THAT(after, Not(HasSubstr("UID:e1@cofi")));
  const std::string kept = after.substr(after.find("BEGIN:VEVENT"));
  EXPECT_THAT(before, HasSubstr(kept));
  EXPECT_THAT(kept, HasSubstr("UID:e2@cofi"));
  EXPECT_THAT(kept, HasSubstr("SEQUENCE:0"));
}

TEST(Ics, TheSameDocumentGivesTheSameBytes) {
  const Document document = ExampleDocument(Language::kFrench);
  const std::string bytes = Rendered(document);
  EXPECT_EQ(Rendered(document), bytes);
  EXPECT_EQ(Rendered(InParts(document, 3)), bytes);
  EXPECT_THAT(bytes, HasSubstr("DTSTAMP:20180323T000000Z\r\n"));
}

TEST(Ics, AnEventKeepsItsIdentifierWhereverItMoves) {
  Document document = WithEvents();
  Events::Event* const event = AddEvent("Bilan", &document);
  event->set_uid("projects/p/obligations/bilan#due");
  const std::vector<std::string> before = ExpectRead(document);
  event->set_title("Bilan final");
  *event->mutable_date() = DateFromDay(absl::CivilDay(2019, 1, 31));
  *document.mutable_as_of_date() = DateFromDay(absl::CivilDay(2018, 3, 24));
  Events moved = ReadByLibical(Rendered(document));
  EXPECT_EQ(TakeUids(&moved), before);
}

TEST(Ics, AnEmptyCalendarIsOne) {
  const Document document = WithEvents();
  EXPECT_THAT(ExpectRead(document), ElementsAre());
  EXPECT_TRUE(absl::EndsWith(Rendered(document), "END:VCALENDAR\r\n"));
}

TEST(Ics, AReportWithoutDatesIsNone) {
  Document document = ExampleDocument(Language::kEnglish);
  document.mutable_blocks()->RemoveLast();
  const std::unique_ptr<Renderer> renderer = MakeIcsRenderer();
  std::string bytes;
  ASSERT_THAT(renderer->Add(document, &bytes), IsOk());
  const absl::Status refused = renderer->Finish(&bytes);
  EXPECT_THAT(refused, IsReasonWith(type::v1::REASON_FORMAT_UNAVAILABLE, "format", "iCalendar"));
  EXPECT_THAT(Describe(refused, Language::kFrench),
              HasSubstr("il n'a pas de dates pour un calendrier"));
  EXPECT_EQ(bytes, "");
}

}  // namespace
}  // namespace cofi::reporting
