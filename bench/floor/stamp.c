// A program that tells when its first instruction ran: its pid and CLOCK_MONOTONIC in nanoseconds, 16 bytes into the
// named pipe ARGV[1]. Then it waits for its death.
#include <fcntl.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  if (argc < 2) return 2;
  int64_t message[2] = {getpid(), now.tv_sec * INT64_C(1000000000) + now.tv_nsec};
  int fd = open(argv[1], O_WRONLY);
  if (fd < 0 || write(fd, message, sizeof message) != sizeof message) return 1;
  close(fd);
  for (;;) pause();
}
