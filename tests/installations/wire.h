// A wire between a client and a server that breaks once: what the server says goes
// through until a condition holds; then the connection ends without it, as if the
// server had died before it could answer.
#ifndef COFI_TESTS_INSTALLATIONS_WIRE_H_
#define COFI_TESTS_INSTALLATIONS_WIRE_H_

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace cofi::end_to_end {

class Wire {
 public:
  // From the Unix socket `path` to that of the server. `breaks` is asked before the
  // server's bytes go through, until it has said yes once; then the server's end is
  // closed, `then` is run, and the client's end is closed.
  Wire(std::string path, std::string server_path, std::function<bool()> breaks,
       std::function<void()> then);
  // Ends all connections.
  ~Wire();
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  bool broke() const { return broke_; }

 private:
  void Accept();
  void Carry(int client);
  // Whether the wire breaks now.
  bool Breaks();

  const std::string path_, server_path_;
  const std::function<bool()> breaks_;
  const std::function<void()> then_;
  int listener_ = -1;
  std::mutex mutex_;  // One asks at a time, however many connections there are.
  std::atomic<bool> broke_ = false, stopping_ = false;
  std::thread acceptor_;
  std::vector<std::thread> carriers_;  // Of the acceptor, until it has ended.
};

}  // namespace cofi::end_to_end

#endif  // COFI_TESTS_INSTALLATIONS_WIRE_H_
