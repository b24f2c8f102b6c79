// A workbook (Office Open XML) by libxlsxwriter: a sheet for each table, values as such, sums as
// formulas. Rows go to a file in a folder of the renderer's own as they come, so that memory does
// not grow with them; the same document gives the same bytes, because a workbook is dated by what
// it speaks of.
#include <xlsxwriter.h>

#include <cstdint>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "absl/base/const_init.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "base/dates.h"
#include "base/documents.h"
#include "base/language.h"
#include "base/refusal.h"
#include "base/status.h"
#include "services/reporting/render/renderer.h"
#include "services/reporting/render/temporary_folder.h"
#include "services/reporting/render/workbook_formats.h"
#include "services/reporting/render/workbook_sheet.h"
#include "services/reporting/render/workbook_texts.h"

namespace cofi::reporting {
namespace {

// What a spreadsheet takes of a title among a file's properties.
constexpr size_t kTitleMax = 255;

// The file could not be written, most likely because the disk is full.
absl::Status Unwritten() {
  return Refuse(type::v1::REASON_FORMAT_UNAVAILABLE,
                {{"format", "xlsx"}, {"why", "the server could not write the workbook"}});
}

// The library reads the time of its properties with gmtime, which has one buffer for all threads.
lxw_error Close(lxw_workbook* workbook) {
  static absl::Mutex mutex(absl::kConstInit);
  absl::MutexLock lock(&mutex);
  return workbook_close(workbook);
}

// A document without a date has the first that an archive knows: none would be that of today.
std::time_t Created(const Date& as_of) {
  const absl::CivilDay day = IsSet(as_of) ? Day(as_of) : absl::CivilDay(1980, 1, 1);
  return absl::ToTimeT(absl::FromCivil(day, absl::UTCTimeZone()));
}

class XlsxRenderer final : public Renderer {
 public:
  XlsxRenderer() = default;
  // The library frees a workbook, and closes the files of its sheets, only by writing it.
  ~XlsxRenderer() override {
    if (workbook_ != nullptr) Close(workbook_);
  }
  XlsxRenderer(const XlsxRenderer&) = delete;
  XlsxRenderer& operator=(const XlsxRenderer&) = delete;

  absl::Status Add(const v1::Document& part, std::string* /*out*/) override {
    if (workbook_ == nullptr) COFI_RETURN_IF_ERROR(Begin(part));
    for (const v1::Block& block : part.blocks()) {
      if (block.has_table()) {
        COFI_RETURN_IF_ERROR(AddTable(block.table()));
      } else if (WorkbookSheet::RowsOf(block) > 0) {
        below_.push_back(block);
      }
    }
    return absl::OkStatus();
  }

  absl::Status Finish(std::string* out) override {
    if (workbook_ == nullptr) COFI_RETURN_IF_ERROR(Begin({}));
    if (!sheet_.has_value()) COFI_RETURN_IF_ERROR(BeginSheet({}));
    COFI_RETURN_IF_ERROR(EndSheet());
    COFI_RETURN_IF_ERROR(CheckDisk());
    lxw_workbook* const workbook = workbook_;
    workbook_ = nullptr;
    if (Close(workbook) != LXW_NO_ERROR) return Unwritten();
    return Read(out);
  }

 private:
  std::string Path() const { return folder_->PathOf("report.xlsx"); }

  absl::Status Begin(const v1::Document& first) {
    folder_.emplace();
    if (!folder_->IsThere()) return Unwritten();
    lxw_workbook_options options = {};
    options.constant_memory = LXW_TRUE;
    options.tmpdir = const_cast<char*>(folder_->path().c_str());  // Only read.
    options.use_zip64 = LXW_FALSE;
    workbook_ = workbook_new_opt(Path().c_str(), &options);
    if (workbook_ == nullptr) return Unwritten();
    language_ = LanguageOf(first);
    title_ = first.title();
    facts_ = absl::StrJoin(first.facts(), " · ");
    formats_.emplace(workbook_, language_);
    names_.emplace(language_);
    std::string title(FirstUnits(WorkbookText(title_), kTitleMax));
    lxw_doc_properties properties = {};
    properties.title = title.data();
    properties.created = Created(first.as_of_date());
    return workbook_set_properties(workbook_, &properties) == LXW_NO_ERROR ? absl::OkStatus()
                                                                           : Unwritten();
  }

  absl::Status AddTable(const v1::Table& table) {
    if (!table.continued() || !sheet_.has_value() || table.id() != table_id_) {
      COFI_RETURN_IF_ERROR(EndSheet());
      COFI_RETURN_IF_ERROR(BeginSheet(table));
    }
    COFI_RETURN_IF_ERROR(CheckRoom(table.rows_size()));
    for (const v1::Row& row : table.rows()) sheet_->AddRow(row);
    return absl::OkStatus();
  }

  absl::Status BeginSheet(const v1::Table& table) {
    const std::string name = names_->Next(table.title().empty() ? title_ : table.title());
    lxw_worksheet* const sheet = workbook_add_worksheet(workbook_, name.c_str());
    if (sheet == nullptr) return Unwritten();
    table_id_ = table.id();
    sheet_.emplace(sheet, &*formats_, language_);
    sheet_->AddTitles(title_, table.title(), facts_);
    sheet_->AddHead(table);
    return absl::OkStatus();
  }

  // What stands above the first table is written below it: rows are written in their order, and a
  // head that is frozen should be near the top.
  absl::Status EndSheet() {
    if (!sheet_.has_value()) return absl::OkStatus();
    for (const v1::Block& block : below_) {
      COFI_RETURN_IF_ERROR(CheckRoom(WorkbookSheet::RowsOf(block)));
      sheet_->AddBlock(block);
    }
    below_.clear();
    sheet_->SetPages(title_);
    const std::optional<int64_t> bytes = sheet_->WriteThrough();
    if (!bytes.has_value()) return Unwritten();
    bytes_ += *bytes;
    return absl::OkStatus();
  }

  absl::Status CheckRoom(int64_t rows) const {
    const int64_t all = sheet_->rows() + rows;
    if (all <= LXW_ROW_MAX) return absl::OkStatus();
    return Refuse(
        type::v1::REASON_TOO_MANY_ITEMS,
        {{"field", "rows"}, {"value", absl::StrCat(all)}, {"limit", absl::StrCat(LXW_ROW_MAX)}});
  }

  // The library copies the rows before it packs them, and does not look whether that succeeds: on a
  // disk that is full for that while, sheets would be cut off without an error.
  absl::Status CheckDisk() const {
    constexpr uint64_t kCopies = 2;
    std::error_code error;
    const std::filesystem::space_info space = std::filesystem::space(folder_->path(), error);
    return error || space.available < kCopies * bytes_ ? Unwritten() : absl::OkStatus();
  }

  absl::Status Read(std::string* out) const {
    std::error_code error;
    const auto size = std::filesystem::file_size(Path(), error);
    if (error) return Unwritten();
    const size_t before = out->size();
    out->resize(before + size);
    std::ifstream file(Path(), std::ios::binary);
    file.read(out->data() + before, static_cast<std::streamsize>(size));
    return file.good() ? absl::OkStatus() : Unwritten();
  }

  std::optional<TemporaryFolder> folder_;
  lxw_workbook* workbook_ = nullptr;
  Language language_ = Language::kEnglish;
  std::string title_;
  std::string facts_;
  std::optional<Formats> formats_;
  std::optional<SheetNames> names_;
  // The table that is being written.
  std::string table_id_;
  std::optional<WorkbookSheet> sheet_;
  // Of the rows of all sheets that are done, on disk.
  uint64_t bytes_ = 0;
  // What stands below it.
  std::vector<v1::Block> below_;
};

}  // namespace

std::unique_ptr<Renderer> MakeXlsxRenderer() { return std::make_unique<XlsxRenderer>(); }

}  // namespace cofi::reporting
