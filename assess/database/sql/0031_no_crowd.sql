-- A benchmark counts the organisations of a pool when it is asked for; nothing reads the stored counts any more.
DROP TABLE crowd;
