// What may be done with an application and its agreement, drawn at random, and an oracle that tells
// of each day what counted then by the rules of docs/decisions/0041-facts-have-dates.md alone: a
// change counts from its day on, and a correction replaces what was wrong where it stands.
#ifndef COFI_TESTS_MODEL_DATED_STEPS_H_
#define COFI_TESTS_MODEL_DATED_STEPS_H_

#include <rapidcheck.h>

#include <cstdint>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <ostream>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "base/check.h"
#include "base/dates.h"
#include "base/fields.h"
#include "base/money.h"
#include "cofi/type/v1/rates.pb.h"
#include "google/protobuf/field_mask.pb.h"

namespace cofi::dated {

// The days on which something is done or changes: kGrid apart, from so many before the first day of
// a sequence to as many behind it.
constexpr int kGrid = 5, kSides = 10;
constexpr int64_t kAmounts[] = {1'000'00, 4'000'00, 5'000'00, 8'000'00, 9'500'00};
constexpr char kAsked[] = "9000.00 EUR";
// The last is before the eligible period begins, and refused.
constexpr int kStart = -20, kEnds[] = {30, 100, 400, 60, -100};
constexpr int kChoices = 5;

// Every verb, and what it is called in the table of states; only Undo is not in there.
constexpr struct {
  const char *method, *moves;
} kVerbs[] = {{"SubmitApplication", "SUBMIT"},
              {"RequestApplicationInformation", "REQUEST_INFORMATION"},
              {"ProvideApplicationInformation", "PROVIDE_INFORMATION"},
              {"AwardApplication", "AWARD"},
              {"RejectApplication", "REJECT"},
              {"WithdrawApplication", "WITHDRAW"},
              {"HoldApplication", "HOLD"},
              {"ResumeApplication", "RESUME"},
              {"SignApplicationAgreement", "SIGN_AGREEMENT"},
              {"CloseApplication", "CLOSE"},
              {"ReconsiderApplication", "RECONSIDER"},
              {"ReopenApplication", "REOPEN"},
              {"UndoApplication", ""}};
// What may be learnt late; and what leads back to where it was, which only the history knows.
constexpr absl::string_view kLate[] = {"HOLD", "RESUME", "REQUEST_INFORMATION",
                                       "PROVIDE_INFORMATION"};
constexpr absl::string_view kBack[] = {"PROVIDE_INFORMATION", "RESUME", "RECONSIDER", "REOPEN"};

constexpr char kRequested[] = "requested_amount", kExpected[] = "expected_amount",
               kAwarded[] = "awarded_amount", kLikelihood[] = "likelihood_basis_points",
               kRate[] = "rate", kCeiling[] = "ceiling", kEnd[] = "eligible_end_date";
constexpr const char* kOfApplication[] = {kRequested, kExpected, kLikelihood, kAwarded};
constexpr const char* kOfAgreement[] = {kRate, kCeiling, kEnd};

// What is done, in numbers: most of what they mean depends on where the application stands.
struct Step {
  int kind = 0;  // Below 100.
  int which = 0;
  int pick = 0;
  int choice = 0;
  int day = 0;
  bool dated = false;
  bool correction = false;
};

inline std::ostream& operator<<(std::ostream& out, const Step& step) {
  return out << "{" << step.kind << ", " << step.which << ", " << step.pick << ", " << step.choice
             << ", " << step.day << ", " << step.dated << ", " << step.correction << "}";
}

inline rc::Gen<Step> AnyStep() {
  const auto below = [](int end) { return rc::gen::inRange(0, end); };
  const auto one_in = [&](int count) {
    return rc::gen::map(below(count), [](int drawn) { return drawn == 0; });
  };
  return rc::gen::resize(
      rc::kNominalSize,
      rc::gen::build<Step>(
          rc::gen::set(&Step::kind, below(100)), rc::gen::set(&Step::which, below(2)),
          rc::gen::set(&Step::pick, below(1'000)), rc::gen::set(&Step::choice, below(kChoices)),
          rc::gen::set(&Step::day, below(2 * kSides + 1)), rc::gen::set(&Step::dated, one_in(2)),
          rc::gen::set(&Step::correction, one_in(3))));
}

// What a field says; empty if nothing is said.
inline std::string Word(const Message& message, const std::string& name) {
  const FieldDescriptor* const field = message.GetDescriptor()->FindFieldByName(name);
  const auto* const reflection = message.GetReflection();
  if (!reflection->HasField(message, field)) return "";
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_INT32) {
    return absl::StrCat(reflection->GetInt32(message, field));
  }
  const Message& value = reflection->GetMessage(message, field);
  if (IsMoney(field)) return DecimalFromMoney(static_cast<const Money&>(value));
  if (IsDate(field)) return IsoDate(static_cast<const Date&>(value));
  return value.ShortDebugString();
}

inline void SetBool(const char* name, bool value, Message* message) {
  message->GetReflection()->SetBool(message, message->GetDescriptor()->FindFieldByName(name),
                                    value);
}

inline bool Has(const Message& message, const char* field) {
  return message.GetDescriptor()->FindFieldByName(field) != nullptr;
}

// The oracle: of each fact since which day it is what, the first since ever; and since when there
// is an award, and an agreement.
struct Told {
  using Line = std::map<absl::CivilDay, std::string>;

  Told() {
    for (const char* field : kOfApplication) facts[field][absl::CivilDay::min()] = "";
    for (const char* field : kOfAgreement) facts[field][absl::CivilDay::min()] = "";
    facts[kRequested][absl::CivilDay::min()] = kAsked;
  }

  const std::string& On(const std::string& field, absl::CivilDay day) const {
    return std::prev(facts.at(field).upper_bound(day))->second;
  }
  // What changes nothing is no change; a correction counts as long as what it corrects.
  void Set(const std::string& field, absl::CivilDay day, const std::string& value,
           bool correction) {
    Line& line = facts.at(field);
    const auto in_force = std::prev(line.upper_bound(day));
    if (in_force->second == value) return;
    (correction ? in_force->second : line[day]) = value;
  }
  // Nothing is ahead of what is closed, and only what was received counts: nothing.
  void Settle(absl::CivilDay day) {
    for (const char* field : kOfApplication) {
      Line& line = facts.at(field);
      line.erase(line.upper_bound(day), line.end());
    }
    Set(kAwarded, day, "0.00 EUR", /*correction=*/false);
  }
  // Takes back what a verb did, as far as it did something.
  void Undo(const Told& before, const Told& after) {
    for (auto& [field, line] : facts) {
      if (before.facts.at(field) != after.facts.at(field)) line = before.facts.at(field);
    }
    if (before.awarded_since != after.awarded_since) awarded_since = before.awarded_since;
    if (before.signed_on != after.signed_on) signed_on = before.signed_on;
    if (before.unsettled != after.unsettled) unsettled = before.unsettled;
  }

  // `AGREED, requested_amount 9000.00 EUR, …` of a day.
  std::string Words(const std::string& state, absl::CivilDay day) const {
    std::string words = state;
    const bool is_signed = signed_on.has_value() && day >= *signed_on;
    for (const char* field : kOfApplication) {
      const bool hidden =
          field == kAwarded && !(awarded_since.has_value() && day >= *awarded_since);
      absl::StrAppend(&words, ", ", field, " ", hidden ? "" : On(field, day));
    }
    absl::StrAppend(&words, ", until ", is_signed ? On(kEnd, day) : "");
    for (const char* field : kOfAgreement) {
      absl::StrAppend(&words, ", ", field, " ", is_signed ? On(field, day) : "");
    }
    return words;
  }

  std::map<std::string, Line> facts;
  std::optional<absl::CivilDay> awarded_since, signed_on;
  std::string unsettled;  // What was awarded when it was closed last.
};

// What is asked, from which day on it counts, and what it means if it is granted.
struct Asked {
  std::string method;
  std::shared_ptr<Message> request;
  absl::CivilDay from;
  bool correction = false;
  std::function<void(Told*)> rule = [](Told*) {};
};

// Where an application stands when something is done with it.
struct Occasion {
  std::string application;
  absl::CivilDay first, today;  // The first day of the sequence.
  std::string last_verb;        // As the history calls it.

  std::string agreement() const { return application + "/agreements/convention"; }
};

// A request by the name of its method, with what most have.
inline Asked Begin(const std::string& method, const std::string& name, const Step& step,
                   const Occasion& on) {
  const Descriptor* const type =
      google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(
          absl::StrCat("cofi.applications.v1.", method, "Request"));
  COFI_CHECK(type != nullptr, method);
  Asked asked = {.method = method, .request = NewMessage(type), .from = on.today};
  Message* const request = asked.request.get();
  if (Has(*request, "name")) SetStringField(request, "name", name);
  if (Has(*request, "note")) SetStringField(request, "note", "as it was told");
  if (step.dated && Has(*request, "effective_date")) {
    asked.from = on.first + kGrid * (step.day - kSides);
    MutableMessageField(request, "effective_date")->CopyFrom(DateFromDay(asked.from));
  }
  asked.correction = step.correction && Has(*request, "correction");
  if (asked.correction) SetBool("correction", true, request);
  return asked;
}

// Gives a field one of a few values; which, in words.
inline std::string Put(const std::string& field, int choice, const Occasion& on, Message* into) {
  if (field == kLikelihood) {
    into->GetReflection()->SetInt32(into, into->GetDescriptor()->FindFieldByName(field),
                                    2'000 * choice);
  } else if (field == kRate) {
    type::v1::Rate rate;
    rate.set_basis_points(1'000 + 2'000 * choice);
    rate.set_base(type::v1::Rate::BASE_ELIGIBLE_COST);
    MutableMessageField(into, field)->CopyFrom(rate);
  } else if (field == kEnd) {
    MutableMessageField(into, field)->CopyFrom(DateFromDay(on.first + kEnds[choice]));
  } else {
    MutableMessageField(into, field)->CopyFrom(MoneyFromMinor(kAmounts[choice], "EUR"));
  }
  return Word(*into, field);
}

inline Asked Verb(const std::string& method, const Step& step, const Occasion& on) {
  Asked asked = Begin(method, on.application, step, on);
  Message* const request = asked.request.get();
  const absl::CivilDay from = asked.from, today = on.today;
  if (method == "AwardApplication") {
    const std::string value = Put(kAwarded, step.choice, on, request);
    SetBool("above_request", step.pick % 2 == 1, request);
    const bool conditional = step.pick % 3 == 0 && !asked.correction;
    if (conditional) SetStringField(request, "conditions", "with a second funder");
    asked.rule = [=, correction = asked.correction](Told* told) {
      told->Set(kAwarded, from, value, correction);
      if (!told->awarded_since.has_value()) told->awarded_since = from;
    };
  } else if (method == "SignApplicationAgreement") {
    SetStringField(request, "agreement_id", "convention");
    MutableMessageField(request, "eligible_start_date")->CopyFrom(DateFromDay(on.first + kStart));
    std::map<std::string, std::string> terms = {{kEnd, Put(kEnd, step.choice, on, request)}};
    if (step.pick % 2 == 1) terms[kRate] = Put(kRate, step.choice, on, request);
    if (step.pick % 3 == 1) terms[kCeiling] = Put(kCeiling, step.choice, on, request);
    asked.rule = [=](Told* told) {
      for (const char* field : kOfAgreement) {
        const auto term = terms.find(field);
        told->facts[field] = {{absl::CivilDay::min(), term == terms.end() ? "" : term->second}};
      }
      told->signed_on = from;
    };
  } else if (method == "CloseApplication") {
    const bool settle = step.pick % 4 != 0;
    SetBool("settle", settle, request);
    asked.rule = [=](Told* told) {
      told->unsettled = told->On(kAwarded, today);
      if (settle) told->Settle(from);
    };
  } else if (method == "ReopenApplication") {
    const bool was_closed = on.last_verb == "CLOSE";
    asked.rule = [=](Told* told) {
      if (was_closed) told->Set(kAwarded, from, told->unsettled, /*correction=*/false);
    };
  }
  return asked;
}

// Of a single fact; some are then not said any more.
inline Asked Update(const std::string& type, const std::string& field, const Step& step,
                    const Occasion& on) {
  Asked asked = Begin("Update" + type, "", step, on);
  const bool is_application = type == "Application";
  Message* const resource =
      MutableMessageField(asked.request.get(), is_application ? "application" : "agreement");
  SetStringField(resource, "name", is_application ? on.application : on.agreement());
  const bool cleared = step.choice == 0 && field != kRequested && field != kEnd;
  const std::string value = cleared ? "" : Put(field, step.choice, on, resource);
  google::protobuf::FieldMask mask;
  mask.add_paths(field);
  MutableMessageField(asked.request.get(), "update_mask")->CopyFrom(mask);
  asked.rule = [=, from = asked.from, correction = asked.correction](Told* told) {
    told->Set(field, from, value, correction);
  };
  return asked;
}

// Of one thing, or several.
inline Asked Amend(const Step& step, const Occasion& on) {
  Asked asked = Begin("AmendAgreement", on.agreement(), step, on);
  SetStringField(asked.request.get(), "reference", absl::StrCat("avenant n° ", step.pick));
  SetBool("above_request", step.pick % 2 == 1, asked.request.get());
  std::map<std::string, std::string> values;
  int chosen = 1 + step.pick % 15;
  for (const char* field : {kAwarded, kRate, kCeiling, kEnd}) {
    if (chosen % 2 == 1) values[field] = Put(field, step.choice, on, asked.request.get());
    chosen /= 2;
  }
  asked.rule = [=, from = asked.from, correction = asked.correction](Told* told) {
    for (const auto& [field, value] : values) told->Set(field, from, value, correction);
  };
  return asked;
}

}  // namespace cofi::dated

#endif  // COFI_TESTS_MODEL_DATED_STEPS_H_
