#include "services/budgets/overruns.h"

#include <string>
#include <utility>

#include "base/money.h"
#include "services/budgets/budgets.h"

namespace cofi::budgets {

absl::StatusOr<std::vector<v1::LineOverrun>> OverrunsOf(db::Transaction& tx,
                                                        absl::string_view project) {
  std::vector<v1::LineOverrun> overruns;
  COFI_RETURN_IF_ERROR(tx.Run(
      "SELECT line.name, line.account, line.display_name, line.currency, line.planned_amount,"
      " CAST(SUM(ledger_total.committed + ledger_total.spent) AS BIGINT)"
      " FROM budget JOIN ledger_total ON ledger_total.root = budget.root"
      " JOIN line ON line.root = budget.root"
      " AND line.name = budget.name || '/lines/' || ledger_total.line"
      " WHERE budget.root = $1 AND budget.state = 'ADOPTED' AND line.overrun_policy <> 'ALLOW'"
      " GROUP BY line.name, line.account, line.display_name, line.currency, line.planned_amount,"
      " line.position"
      " HAVING SUM(ledger_total.committed + ledger_total.spent) > line.planned_amount"
      " ORDER BY line.position, line.name",
      {project}, [&](const db::Row& row) {
        const absl::string_view currency = row.Text(3);
        const int64_t planned = row.Int(4), used = row.Int(5);
        v1::LineOverrun& overrun = overruns.emplace_back();
        overrun.set_line(NameForMoney(row.Text(0)));
        overrun.set_account(std::string(row.Text(1)));
        overrun.set_display_name(std::string(row.Text(2)));
        *overrun.mutable_planned() = MoneyFromMinor(planned, currency);
        *overrun.mutable_used() = MoneyFromMinor(used, currency);
        *overrun.mutable_over() = MoneyFromMinor(used - planned, currency);
        return absl::OkStatus();
      }));
  return overruns;
}

}  // namespace cofi::budgets
