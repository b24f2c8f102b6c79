// Calendars (RFC 5545), by libical.
#include <libical/ical.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/time/civil_time.h"
#include "base/check.h"
#include "base/dates.h"
#include "base/documents.h"
#include "base/language.h"
#include "base/refusal.h"
#include "base/text.h"
#include "services/reporting/render/renderer.h"

namespace cofi::reporting {
namespace {

using Event = v1::Events::Event;

// The day of what is in no project is that of Paris.
constexpr char kDefaultZone[] = "Europe/Paris";
// Of a calendar whose document has no title.
constexpr char kDefaultName[] = "Cofi";
// A reminder comes when people start to work, so many hours after midnight.
constexpr int kReminderHour = 9;
constexpr int kHoursOfDay = 24;
// How often who subscribed asks again: what is due is a matter of days.
constexpr char kRefresh[] = "P1D";
// What a date has room for.
constexpr int kYearMax = 9999;

// libical ends the process over a mistake unless it is told not to, and reads its time zones at the
// first use, which no two threads may do at once.
void PrepareLibrary() {
  static const bool prepared = [] {
    icalerror_set_errors_are_fatal(0);
    return icaltimezone_get_utc_timezone() != nullptr;
  }();
  COFI_CHECK(prepared, "libical knows UTC");
}

struct Freed {
  void operator()(icalcomponent* component) const { icalcomponent_free(component); }
  void operator()(char* text) const { icalmemory_free_buffer(text); }
};
using Component = std::unique_ptr<icalcomponent, Freed>;

void Add(icalproperty* property, const Component& component) {
  icalcomponent_add_property(component.get(), property);
}

// Of a name that RFC 5545 does not have, but calendars read.
void AddX(const char* name, const std::string& value, const Component& component) {
  icalproperty* const property = icalproperty_new_x(value.c_str());
  icalproperty_set_x_name(property, name);
  Add(property, component);
}

// A date, a time or a duration, as it is written: libical does not take years past 3000 as numbers.
void AddWritten(const std::string& line, const Component& component) {
  Add(icalproperty_new_from_string(line.c_str()), component);
}

std::string BasicDate(absl::CivilDay day) {
  return absl::StrFormat("%04d%02d%02d", day.year(), day.month(), day.day());
}

// Two events never share one: whatever is no plain letter, digit or mark is written as its bytes.
std::string UidOf(const Event& event) {
  std::string uid;
  for (const char c : event.uid()) {
    if (absl::ascii_isalnum(c) || absl::string_view("/-._").find(c) != absl::string_view::npos) {
      uid += c;
    } else {
      absl::StrAppend(&uid, "%", absl::Hex(static_cast<unsigned char>(c), absl::kZeroPad2));
    }
  }
  return uid + "@cofi";
}

// Without blanks at its ends, which some readers take for the text and others for nothing.
std::string Shown(absl::string_view text) {
  return std::string(absl::StripAsciiWhitespace(Visible(text)));
}

// A day begins at its midnight: seven days before it, at nine, is six days and fifteen hours
// before.
std::string MorningBefore(int64_t days) {
  const int64_t hours = kReminderHour - kHoursOfDay * days;
  const int64_t away = std::abs(hours);
  const int64_t whole_days = away / kHoursOfDay;
  return absl::StrCat(hours < 0 ? "-P" : "P", whole_days == 0 ? "" : absl::StrCat(whole_days, "D"),
                      "T", away % kHoursOfDay, "H");
}

Component AlarmOf(const std::string& title, int32_t days) {
  Component alarm(icalcomponent_new_valarm());
  Add(icalproperty_new_action(ICAL_ACTION_DISPLAY), alarm);
  Add(icalproperty_new_description(title.c_str()), alarm);
  AddWritten(absl::StrCat("TRIGGER:", MorningBefore(days)), alarm);
  return alarm;
}

Component EventOf(const Event& event, absl::CivilDay stamp) {
  const absl::CivilDay day = Day(event.date());
  const std::string uid = UidOf(event), description = Shown(event.description());
  // It is one; libical leaves what parts several as it is.
  const std::string category =
      Shown(absl::StrReplaceAll(event.category(), {{",", " "}, {";", " "}}));
  std::string title = Shown(event.title());
  // A reader takes an event without a title for a mistake.
  if (title.empty()) title = uid;
  Component made(icalcomponent_new_vevent());
  Add(icalproperty_new_uid(uid.c_str()), made);
  // The same document gives the same bytes, whenever it is asked for.
  AddWritten(absl::StrCat("DTSTAMP:", BasicDate(stamp), "T000000Z"), made);
  AddWritten(absl::StrCat("DTSTART;VALUE=DATE:", BasicDate(day)), made);
  // The first day that it is over; without one it lasts its day too.
  if ((day + 1).year() <= kYearMax) {
    AddWritten(absl::StrCat("DTEND;VALUE=DATE:", BasicDate(day + 1)), made);
  }
  Add(icalproperty_new_summary(title.c_str()), made);
  if (!description.empty()) Add(icalproperty_new_description(description.c_str()), made);
  if (!category.empty()) Add(icalproperty_new_categories(category.c_str()), made);
  // Nobody is away because a report is due.
  Add(icalproperty_new_transp(ICAL_TRANSP_TRANSPARENT), made);
  Add(icalproperty_new_sequence(0), made);
  for (const int32_t days : event.reminder_days()) {
    icalcomponent_add_component(made.get(), AlarmOf(title, days).release());
  }
  return made;
}

// One to subscribe to: whoever reads it anew has what stands in it and nothing else, so that what
// is done is gone. Without a METHOD: one of PUBLISH too has to name an organizer (RFC 5546), whom
// readers then ask whether he invited them.
Component CalendarOf(const v1::Document& document) {
  std::string name = Shown(document.title());
  if (name.empty()) name = kDefaultName;
  std::string zone = Shown(document.time_zone());
  if (zone.empty()) zone = kDefaultZone;
  const std::string maker =
      absl::StrCat("-//Cofi//Cofi//", absl::AsciiStrToUpper(TagOf(LanguageOf(document))));
  Component calendar(icalcomponent_new_vcalendar());
  Add(icalproperty_new_prodid(maker.c_str()), calendar);
  Add(icalproperty_new_version("2.0"), calendar);
  Add(icalproperty_new_calscale("GREGORIAN"), calendar);
  Add(icalproperty_new_name(name.c_str()), calendar);
  AddX("X-WR-CALNAME", name, calendar);
  AddX("X-WR-TIMEZONE", zone, calendar);
  // Of RFC 7986, and as readers knew it before that.
  AddWritten(absl::StrCat("REFRESH-INTERVAL;VALUE=DURATION:", kRefresh), calendar);
  AddX("X-PUBLISHED-TTL", kRefresh, calendar);
  return calendar;
}

// Line by line, in pieces of the octets that a line may have, the space of a further piece among
// them, and none within a character.
std::string Folded(absl::string_view text) {
  constexpr size_t kLineMax = 75;
  std::string folded;
  for (absl::string_view line : absl::StrSplit(absl::StripSuffix(text, "\r\n"), "\r\n")) {
    for (size_t room = kLineMax; line.size() > room; room = kLineMax - 1) {
      size_t end = room;
      while (end > 1 && (line[end] & 0xc0) == 0x80) --end;
      absl::StrAppend(&folded, line.substr(0, end), "\r\n ");
      line.remove_prefix(end);
    }
    absl::StrAppend(&folded, line, "\r\n");
  }
  return folded;
}

// libical folds some lines between the two bytes of their end, which then is none: they are folded
// here once more.
std::string TextOf(const Component& calendar) {
  const std::unique_ptr<char, Freed> text(icalcomponent_as_ical_string_r(calendar.get()));
  COFI_CHECK(text != nullptr, "a calendar of libical's own can be written");
  return Folded(absl::StrReplaceAll(text.get(), {{"\r\n ", ""}}));
}

class IcsRenderer : public Renderer {
 public:
  IcsRenderer() { PrepareLibrary(); }

  absl::Status Add(const v1::Document& part, std::string* /*out*/) override {
    AppendPart(part, &document_);
    return absl::OkStatus();
  }

  absl::Status Finish(std::string* out) override {
    const Component calendar = CalendarOf(document_);
    const absl::CivilDay stamp =
        IsSet(document_.as_of_date()) ? Day(document_.as_of_date()) : absl::CivilDay();
    bool dated = false;
    for (const v1::Block& block : document_.blocks()) {
      dated = dated || block.has_events();
      for (const Event& event : block.events().events()) {
        if (!IsSet(event.date())) continue;
        icalcomponent_add_component(calendar.get(), EventOf(event, stamp).release());
      }
    }
    if (!dated) {
      return Refuse(type::v1::REASON_FORMAT_UNAVAILABLE,
                    {{"format", "iCalendar"}, {"why", "it has no dates for a calendar"}});
    }
    absl::StrAppend(out, TextOf(calendar));
    return absl::OkStatus();
  }

 private:
  v1::Document document_;
};

}  // namespace

std::unique_ptr<Renderer> MakeIcsRenderer() { return std::make_unique<IcsRenderer>(); }

}  // namespace cofi::reporting
