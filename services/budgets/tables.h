// The tables of the budgets service.
#ifndef COFI_SERVICES_BUDGETS_TABLES_H_
#define COFI_SERVICES_BUDGETS_TABLES_H_

#include "cofi/budgets/v1/budgets.pb.h"
#include "cofi/budgets/v1/claims.pb.h"
#include "cofi/budgets/v1/commitments.pb.h"
#include "cofi/budgets/v1/contributions.pb.h"
#include "cofi/budgets/v1/expenses.pb.h"
#include "cofi/budgets/v1/fiscal_years.pb.h"
#include "cofi/budgets/v1/grants.pb.h"
#include "cofi/budgets/v1/receipts.pb.h"
#include "db/tables/table.h"

namespace cofi::budgets {

const db::Table<v1::Budget>& Budgets();
const db::Table<v1::Line>& Lines();
const db::Table<v1::Grant>& Grants();
const db::Table<v1::Receipt>& Receipts();
const db::Table<v1::Claim>& Claims();
const db::Table<v1::Commitment>& Commitments();
const db::Table<v1::Expense>& Expenses();
const db::Table<v1::Contribution>& Contributions();
const db::Table<v1::FiscalYear>& FiscalYears();

}  // namespace cofi::budgets

#endif  // COFI_SERVICES_BUDGETS_TABLES_H_
