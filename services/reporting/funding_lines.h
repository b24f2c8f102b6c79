// What several reports say below their tables: how a project is funded, what is late and what is
// due next.
#ifndef COFI_SERVICES_REPORTING_FUNDING_LINES_H_
#define COFI_SERVICES_REPORTING_FUNDING_LINES_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "base/language.h"
#include "base/money.h"
#include "cofi/reporting/v1/deadlines.pb.h"
#include "cofi/reporting/v1/disclosures.pb.h"
#include "cofi/reporting/v1/documents.pb.h"
#include "cofi/reporting/v1/funding_plan.pb.h"

namespace cofi::reporting {

// `Secured 144,000.00 of 180,000.00 (80%), of which 48,000.00 under conditions`
std::string SecuredText(const v1::FundingSummary& funding, Language language);

// That, and then `pending … · to request … · own funds … · gap … · received …`: those that are
// nothing are left out, but not what is pending and what is missing.
void AddFunding(const v1::FundingSummary& funding, absl::string_view project, Language language,
                v1::Document* document);

// What is due; of a payment also which: `advance, Soutien aux tiers-lieux`.
std::string WhatIsDue(const v1::Deadline& deadline, Language language);

// `€5,000.00`: with its currency, as a sentence says it that stands alone.
std::string WholeAmountText(const Money& money, Language language);

// Of a payment: `nothing received`, `€5,000.00 received`
std::string ReceivedText(const Money& received, Language language);

// `2018-06-30 interim report, Fondation de France (in 42 days)`
std::string DeadlineText(const v1::Deadline& deadline, Language language);

// `2 overdue, the oldest 2018-01-15 …`, which warns; nothing of none.
void AddLate(int32_t count, const v1::Deadline& oldest, Language language, v1::Document* document);
// `Next: 2018-06-30 …`
void AddNext(const v1::Deadline& next, Language language, v1::Document* document);

// `fdf, Fondation de France: declared 24,000.00 of other funding on 2018-03-12; the plan now says
// 30,000.00 (+6,000.00)`, which warns. `application` is as it is typed where it is told of.
void AddStaleDisclosure(const v1::StaleDisclosure& stale, absl::string_view application,
                        absl::string_view funder_display_name, Language language,
                        v1::Document* document);

// Both, of an answer: what is late is not hidden behind what is next.
template <typename Answer>
void AddLateAndNext(const Answer& answer, Language language, v1::Document* document) {
  AddLate(answer.overdue_count(), answer.oldest_overdue(), language, document);
  if (answer.has_next_deadline()) AddNext(answer.next_deadline(), language, document);
}

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_FUNDING_LINES_H_
