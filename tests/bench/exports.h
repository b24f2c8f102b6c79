// The expenses of a project as a file, written by hand: what exports of reports are held against.
#ifndef COFI_TESTS_BENCH_EXPORTS_H_
#define COFI_TESTS_BENCH_EXPORTS_H_

#include <string>

namespace cofi::bench {

struct WriteOptions {
  // Where the databases are.
  std::string folder;
  // `csv`, by the sqlite3 library and stdio, or `xlsx`, by libxlsxwriter as its manual shows it for
  // large files.
  std::string format;
  std::string file;
};

// As many columns as the report has, of the bench's project. CHECKs that it is done.
void WriteByHand(const WriteOptions& options);

}  // namespace cofi::bench

#endif  // COFI_TESTS_BENCH_EXPORTS_H_
