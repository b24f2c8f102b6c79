#include "tests/bench/exports.h"

#include <sqlite3.h>
#include <xlsxwriter.h>

#include <cstdio>
#include <functional>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "tests/bench/bench_project.h"

namespace cofi::bench {
namespace {

constexpr char kSql[] =
    "SELECT invoice_date, SUBSTR(line, INSTR(line, '/lines/') + 7), '62', supplier,"
    " invoice_reference, display_name, amount, amount - own_funds_amount, own_funds_amount,"
    " payment_date, payment_reference, SUBSTR(name, INSTR(name, '/expenses/') + 10)"
    " FROM expense WHERE root = ?1 ORDER BY invoice_date, name";
constexpr int kAmountFirst = 6, kAmountLast = 8, kColumns = 12;

void ForEachRow(const std::string& folder, const std::function<void(sqlite3_stmt*)>& take) {
  sqlite3* database = nullptr;
  COFI_CHECK(sqlite3_open_v2(absl::StrCat(folder, "/budgets.sqlite").c_str(), &database,
                             SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK,
             folder);
  sqlite3_stmt* statement = nullptr;
  COFI_CHECK(sqlite3_prepare_v2(database, kSql, -1, &statement, nullptr) == SQLITE_OK,
             sqlite3_errmsg(database));
  sqlite3_bind_text(statement, 1, kProject, -1, SQLITE_STATIC);
  while (sqlite3_step(statement) == SQLITE_ROW) take(statement);
  sqlite3_finalize(statement);
  sqlite3_close(database);
}

bool IsAmount(int column) { return column >= kAmountFirst && column <= kAmountLast; }

const char* TextOf(sqlite3_stmt* row, int column) {
  const unsigned char* const text = sqlite3_column_text(row, column);
  return text == nullptr ? "" : reinterpret_cast<const char*>(text);
}

void WriteCsv(const WriteOptions& options) {
  std::FILE* const out = std::fopen(options.file.c_str(), "w");
  COFI_CHECK(out != nullptr, options.file);
  ForEachRow(options.folder, [out](sqlite3_stmt* row) {
    for (int i = 0; i < kColumns; ++i) {
      if (i > 0) std::fputc(',', out);
      if (IsAmount(i)) {
        const sqlite3_int64 minor = sqlite3_column_int64(row, i);
        std::fprintf(out, "%lld.%02lld", minor / 100, minor % 100);
      } else {
        std::fputs(TextOf(row, i), out);
      }
    }
    std::fputc('\n', out);
  });
  std::fclose(out);
}

void WriteXlsx(const WriteOptions& options) {
  lxw_workbook_options settings = {};
  settings.constant_memory = LXW_TRUE;
  lxw_workbook* const book = workbook_new_opt(options.file.c_str(), &settings);
  lxw_worksheet* const sheet = workbook_add_worksheet(book, nullptr);
  lxw_row_t at = 0;
  ForEachRow(options.folder, [&](sqlite3_stmt* row) {
    for (int i = 0; i < kColumns; ++i) {
      const auto column = static_cast<lxw_col_t>(i);
      if (IsAmount(i)) {
        worksheet_write_number(sheet, at, column,
                               static_cast<double>(sqlite3_column_int64(row, i)) / 100, nullptr);
      } else {
        worksheet_write_string(sheet, at, column, TextOf(row, i), nullptr);
      }
    }
    ++at;
  });
  COFI_CHECK(workbook_close(book) == LXW_NO_ERROR, options.file);
}

}  // namespace

void WriteByHand(const WriteOptions& options) {
  options.format == "csv" ? WriteCsv(options) : WriteXlsx(options);
}

}  // namespace cofi::bench
