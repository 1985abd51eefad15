;; Puts a stamp before each line of a chunk, sixteen bytes at a time. See vector-stamper.ts for what lies where in the memory.
(module
  (memory (import "stamper" "memory") 1)

  ;; Answers the place behind the last byte of the result. Whole vectors are read and written, up to sixteen bytes
  ;; beyond the end of the chunk and of the result.
  (func (export "stamp")
    (param $from i32)      ;; the next byte of the chunk
    (param $end i32)       ;; the place behind its last one
    (param $to i32)        ;; where the result goes on
    (param $stamp i32)     ;; 32 bytes, of which the first $length count
    (param $length i32)
    (param $is_inside i32) ;; 1: the chunk goes on with a line that has its stamp
    (result i32)
    (local $stamp_begin v128)
    (local $stamp_rest v128)
    (local $line_feeds v128)
    (local $bytes v128)
    (local $found i32)     ;; a bit for each byte of $bytes, set where it is a line feed
    (local $count i32)

    (local.set $stamp_begin (v128.load (local.get $stamp)))
    (local.set $stamp_rest (v128.load offset=16 (local.get $stamp)))
    (local.set $line_feeds (i8x16.splat (i32.const 0x0a)))

    (block $done
      (loop $line
        (br_if $done (i32.ge_u (local.get $from) (local.get $end)))
        (if (i32.eqz (local.get $is_inside))
          (then
            (v128.store (local.get $to) (local.get $stamp_begin))
            (v128.store offset=16 (local.get $to) (local.get $stamp_rest))
            (local.set $to (i32.add (local.get $to) (local.get $length)))))

        ;; Copy up to the line feed, or to the end.
        (loop $copy
          (br_if $done (i32.ge_u (local.get $from) (local.get $end)))
          (local.set $bytes (v128.load (local.get $from)))
          (v128.store (local.get $to) (local.get $bytes))
          (local.set $found (i8x16.bitmask (i8x16.eq (local.get $bytes) (local.get $line_feeds))))
          (local.set $count
            (select
              (i32.const 16)
              (i32.add (i32.ctz (local.get $found)) (i32.const 1))
              (i32.eqz (local.get $found))))
          (local.set $from (i32.add (local.get $from) (local.get $count)))
          (local.set $to (i32.add (local.get $to) (local.get $count)))
          (br_if $copy (i32.eqz (local.get $found))))

        (local.set $is_inside (i32.const 0))
        (br $line)))

    ;; What was copied from beyond the end does not count.
    (i32.sub (local.get $to) (i32.sub (local.get $from) (local.get $end)))))
