// Payments of an expense in parts: what each pays of what every grant and own funds bear. Pure.
//
// Who is paid all at once, as most are, keeps no payments: the date says it.
#ifndef COFI_SERVICES_BUDGETS_PAYMENT_RULES_H_
#define COFI_SERVICES_BUDGETS_PAYMENT_RULES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "base/dates.h"
#include "cofi/budgets/v1/expenses.pb.h"

namespace cofi::budgets {

// What is left to pay; negative in what undoes or credits.
int64_t UnpaidMinor(const v1::Expense& expense);

// Adds a payment of so much of what is left, of its sign: over what is unpaid of each part in
// proportion, by the largest remainder, so that no part is ever paid beyond what it is, and the
// last payment pays all of them.
v1::Payment& RecordPayment(int64_t minor, const Date& date, absl::string_view reference,
                           v1::Expense* expense);

// Since when it is borne as it is: its last change of shares, or its invoice.
const Date& BorneSince(const v1::Expense& expense);

// The same, but what pays all of it at once is said by the date alone.
void Pay(int64_t minor, const Date& date, absl::string_view reference, v1::Expense* expense);

// Adds the other side of a payment of a credit note that is set off with the expense: on the same
// parts as far as they are unpaid, then on the same lines, and the rest in proportion. So a line or
// a grant of which nothing was paid never seems to have had money back.
v1::Payment& RecordSetOff(const v1::Payment& other, v1::Expense* expense);

// Adds what undoes payment `payment_id` (0: the last that stands): of each part what that paid, as
// far as it is still paid; of shares that were changed since, on the same line. What was set off
// with a credit note goes with that, and PAYMENT_NOT_FOUND in `payment_id`; DATE_OUT_OF_ORDER
// before the payment, or before what was paid was given to others.
absl::Status TakeBackPayment(int32_t payment_id, const Date& date, absl::string_view note,
                             v1::Expense* expense);

// The same of a payment that there is, also of one that was set off.
v1::Payment& UndoPayment(int32_t payment_id, const Date& date, absl::string_view note,
                         v1::Expense* expense);

// Gives what was paid on a line to those who bear it since its last change of shares, which
// `share` makes: in proportion, from the day of the change on, or from the last payment if that was
// later.
void MovePayments(absl::string_view line, const Date& date, absl::FunctionRef<void()> share,
                  v1::Expense* expense);

// Those that stand, each with its day, amount and proof; of what was paid at once, that one.
std::vector<v1::Payment> StandingPayments(const v1::Expense& expense);

// Whether there is a payment to take back.
bool HasPayment(const v1::Expense& expense);

// Leaves the payments that there were on a day, and what follows from them.
void PaymentsOn(absl::CivilDay day, v1::Expense* expense);

// Says what was paid and is left to pay, and the one payment of what was paid at once.
void TellPayments(v1::Expense* expense);

}  // namespace cofi::budgets

#endif  // COFI_SERVICES_BUDGETS_PAYMENT_RULES_H_
