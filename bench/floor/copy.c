// The least that a supervisor can do with output: read(2) from pipes of 1 MiB, write(2) to files that are rotated by
// size. Starts COUNT writers and copies until all have ended; then says how much CPU time it took itself.
// Usage: copy DIRECTORY COUNT MAX_BYTES BACKUPS PROGRAM [ARGUMENT...]
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#define BUFFER 262144
extern char **environ;

struct log { char path[4096]; int fd; long size; };

static void open_log(struct log *log) {
  log->fd = open(log->path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0666);
  log->size = 0;
}

static void rotate(struct log *log, int backups) {
  char from[4200], to[4200];
  for (int i = backups - 1; i >= 0; i--) {
    snprintf(from, sizeof from, i == 0 ? "%s" : "%s.%d", log->path, i);
    snprintf(to, sizeof to, "%s.%d", log->path, i + 1);
    rename(from, to);
  }
  close(log->fd);
  open_log(log);
}

int main(int argc, char **argv) {
  if (argc < 6) return 2;
  int count = atoi(argv[2]), backups = atoi(argv[4]), open_pipes = count;
  long max = atol(argv[3]);
  struct log *logs = calloc(count, sizeof *logs);
  struct pollfd *pipes = calloc(count, sizeof *pipes);
  char *buffer = malloc(BUFFER);
  for (int i = 0; i < count; i++) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return 1;
    fcntl(ends[0], F_SETPIPE_SZ, 1 << 20);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
    pid_t pid;
    if (posix_spawn(&pid, argv[5], &actions, 0, argv + 5, environ) != 0) return 1;
    close(ends[1]);
    snprintf(logs[i].path, sizeof logs[i].path, "%s/copy_%d.log", argv[1], i);
    open_log(&logs[i]);
    pipes[i] = (struct pollfd){.fd = ends[0], .events = POLLIN};
  }
  while (open_pipes > 0) {
    poll(pipes, count, -1);
    for (int i = 0; i < count; i++) {
      if (pipes[i].fd < 0 || pipes[i].revents == 0) continue;
      ssize_t length = read(pipes[i].fd, buffer, BUFFER);
      if (length <= 0) {
        close(pipes[i].fd);
        pipes[i].fd = -1;
        open_pipes--;
        continue;
      }
      for (ssize_t done = 0; done < length;) {
        ssize_t written = write(logs[i].fd, buffer + done, length - done);
        if (written < 0) return 1;
        done += written;
      }
      logs[i].size += length;
      if (logs[i].size >= max) rotate(&logs[i], backups);
    }
  }
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  printf("%ld\n", usage.ru_utime.tv_sec * 1000000 + usage.ru_utime.tv_usec + usage.ru_stime.tv_sec * 1000000 +
                      usage.ru_stime.tv_usec);
  return 0;
}
