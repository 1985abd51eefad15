// A program that lives on if there is no file ARGV[1], and exits at once with 1 where there is.
#include <unistd.h>

int main(int argc, char **argv) {
  if (argc < 2) return 2;
  if (access(argv[1], F_OK) == 0) return 1;
  for (;;) pause();
}
