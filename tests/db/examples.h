// The tables that the tests of db/ work on: real resources, with as many kinds
// of columns as there are, in a schema of their own.
#ifndef COFI_TESTS_DB_EXAMPLES_H_
#define COFI_TESTS_DB_EXAMPLES_H_

#include <string>

#include "absl/types/span.h"
#include "base/dates.h"
#include "base/money.h"
#include "cofi/applications/v1/applications.pb.h"
#include "cofi/budgets/v1/grants.pb.h"
#include "cofi/budgets/v1/receipts.pb.h"
#include "cofi/projects/v1/organizations.pb.h"
#include "cofi/projects/v1/partners.pb.h"
#include "db/store/store.h"
#include "db/tables/table.h"

namespace cofi {

using applications::v1::Application;
using budgets::v1::Grant;
using budgets::v1::Receipt;
using projects::v1::Organization;
using projects::v1::Phase;

// At the top, in the root `directory`.
const db::Table<Organization>& Organizations();
// Without money; a unique position in its project.
const db::Table<Phase>& Phases();
// A date that is effective, a column whose name is a word of SQL, and a natural key that
// is free once it was reversed.
const db::Table<Receipt>& Receipts();
// Two amounts, a repeated text and a message.
const db::Table<Grant>& Grants();
// A bit of everything, also of a message within; a natural key that withdrawing frees.
const db::Table<Application>& Applications();

absl::Span<const db::Store::Migration> ExampleMigrations();

// `2018-03-23`; a text that is no date stops the test.
Date On(absl::string_view iso);
Money Euros(int64_t minor);

// A phase of the project `p`, which only needs a position of its own.
Phase PhaseNamed(const std::string& id, int position);
Receipt ReceiptNamed(const std::string& id, int64_t minor, absl::string_view date);

}  // namespace cofi

#endif  // COFI_TESTS_DB_EXAMPLES_H_
