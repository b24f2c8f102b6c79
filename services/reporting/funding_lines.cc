#include "services/reporting/funding_lines.h"

#include "absl/strings/str_cat.h"
#include "base/dates.h"
#include "base/fields.h"
#include "base/money.h"
#include "base/readable.h"
#include "services/reporting/layout.h"
#include "services/reporting/words.h"

namespace cofi::reporting {

using v1::FundingSummary;

std::string SecuredText(const FundingSummary& funding, Language language) {
  const std::string conditional =
      Minor(funding.conditional()) == 0
          ? ""
          : Say(words::kConditional, language, AmountText(funding.conditional(), language));
  return Say(words::kSecuredOf, language, AmountText(funding.secured(), language),
             AmountText(funding.expenses(), language),
             PercentText(funding.secured_basis_points(), language), conditional);
}

void AddFunding(const FundingSummary& funding, absl::string_view project, Language language,
                v1::Document* document) {
  FiguresLayout figures("funding", document);
  const auto label = [&](int field) {
    return LabelOf(FundingSummary::descriptor()->FindFieldByNumber(field), language);
  };
  figures.Add("secured", label(FundingSummary::kSecuredFieldNumber),
              Amount(funding.secured(), Ref(project, "secured")), SecuredText(funding, language));
  const auto add = [&](absl::string_view id, int field, const Text& text, const Money& amount,
                       absl::string_view figure) {
    figures.Add(id, label(field), Amount(amount, Ref(project, figure)),
                Say(text, language, AmountText(amount, language)));
  };
  const auto add_unless_zero = [&](absl::string_view id, int field, const Text& text,
                                   const Money& amount, absl::string_view figure) {
    if (Minor(amount) != 0) add(id, field, text, amount, figure);
  };
  add("pending", FundingSummary::kPendingFieldNumber, words::kPending, funding.pending(),
      "pending");
  add_unless_zero("to_request", FundingSummary::kToRequestFieldNumber, words::kToRequest,
                  funding.to_request(), "to-request");
  add_unless_zero("expected", FundingSummary::kExpectedFieldNumber, words::kExpected,
                  funding.expected(), "expected");
  add_unless_zero("own_funds", FundingSummary::kOwnFundsFieldNumber, words::kOwnFundsOf,
                  funding.own_funds(), "own-funds");
  const int64_t gap = Minor(funding.gap());
  if (gap >= 0) {
    add("gap", FundingSummary::kGapFieldNumber, words::kGap, funding.gap(), "gap");
  } else if (Minor(funding.expenses()) != 0) {  // Without a budget nobody knows of a surplus.
    const Money surplus = MoneyFromMinor(-gap, funding.gap().currency_code());
    // What makes it is what makes the gap, which is less than nothing.
    figures.Add("surplus", words::kSurplusLabel.In(language), Amount(surplus, Ref(project, "gap")),
                Say(words::kSurplus, language, AmountText(surplus, language)));
  }
  add_unless_zero("received", FundingSummary::kReceivedFieldNumber, words::kReceived,
                  funding.received(), "received");
}

std::string WhatIsDue(const v1::Deadline& deadline, Language language) {
  if (deadline.kind() != v1::Deadline::KIND_PAYMENT_EXPECTED) return deadline.display_name();
  return absl::StrCat(EnumLabel(deadline.payment_kind(), language), ", ", deadline.display_name());
}

std::string WholeAmountText(const Money& money, Language language) {
  return FormatAmount(Minor(money), money.currency_code(), language);
}

std::string ReceivedText(const Money& received, Language language) {
  return Minor(received) == 0
             ? words::kNothingReceived.In(language)
             : Say(words::kReceivedOfIt, language, WholeAmountText(received, language));
}

std::string DeadlineText(const v1::Deadline& deadline, Language language) {
  const std::string& funder = deadline.funder_display_name();
  return absl::StrCat(DateText(deadline.date(), language), " ", WhatIsDue(deadline, language),
                      funder.empty() ? "" : ", ", funder, " (",
                      DaysText(deadline.days_left(), language), ")");
}

void AddLate(int32_t count, const v1::Deadline& oldest, Language language, v1::Document* document) {
  if (count == 0) return;
  AddParagraph({Say(count == 1 ? words::kOneLate : words::kLate, language,
                    FormatCount(count, language), DeadlineText(oldest, language))},
               /*warning=*/true, document);
}

void AddNext(const v1::Deadline& next, Language language, v1::Document* document) {
  AddParagraph({Say(words::kNext, language, DeadlineText(next, language))}, /*warning=*/false,
               document);
}

void AddStaleDisclosure(const v1::StaleDisclosure& stale, absl::string_view application,
                        absl::string_view funder_display_name, Language language,
                        v1::Document* document) {
  const std::string on_day =
      IsSet(stale.declared_date())
          ? Say(words::kDeclaredOn, language, DateText(stale.declared_date(), language))
          : "";
  const std::string difference = absl::StrCat(Minor(stale.difference()) > 0 ? "+" : "",
                                              AmountText(stale.difference(), language));
  AddParagraph({Say(words::kStaleDisclosure, language, application, funder_display_name,
                    AmountText(stale.declared(), language), on_day,
                    AmountText(stale.current(), language), difference)},
               /*warning=*/true, document);
}

}  // namespace cofi::reporting
