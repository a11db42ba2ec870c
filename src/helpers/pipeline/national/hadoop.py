"""The storage that Spark reads by Hadoop: through Spark's own file systems, with its settings and credentials."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

import pyarrow as pa
import pyarrow.fs as arrow_files
import pyarrow.parquet as pq

from helpers.pipeline.national.inputs import FileToRead
from helpers.pipeline.national.storage import StoredFile, StoredFolder, stopping

GROWING: Final = frozenset({"hdfs", "viewfs", "abfs", "abfss"})
"""Protocols whose files grow while they are written; the others have a file when all of it is written."""


@dataclass(frozen=True)
class HadoopFolder(StoredFolder):
    """A folder that Hadoop reaches; its path is its address."""

    spark: Any = None

    def hash_of(self, name: str) -> str:
        """Return the sha256 of a file, which Java works out without giving its bytes to Python.

        Raises  StepFailed: the storage said no
        """
        file = self.inside(name)
        java = self.spark.sparkContext._jvm
        with stopping(file.address, "read"), _as_os_error():
            hadoop = _file_system(self.spark, file.path)
            stream = hadoop.open(java.org.apache.hadoop.fs.Path(file.path))
            try:
                return str(java.org.apache.commons.codec.digest.DigestUtils.sha256Hex(stream))
            finally:
                stream.close()

    def write(self, name: str, content: bytes) -> None:
        """Write a small file, whole or not at all: where files grow as they are written, under another name first.

        Raises  StepFailed: the storage said no
        """
        if self.address.split("://")[0] not in GROWING:
            return super().write(name, content)
        file, beside = self.inside(name), f".{name}.new"
        super().write(beside, content)
        java = self.spark.sparkContext._jvm
        with stopping(file.address, "written"), _as_os_error():
            files = java.org.apache.hadoop.fs
            replacing = self.spark.sparkContext._gateway.new_array(getattr(files, "Options$Rename"), 1)
            replacing[0] = getattr(files, "Options$Rename").OVERWRITE
            first, last = files.Path(self.inside(beside).path), files.Path(file.path)
            settings = self.spark.sparkContext._jsc.hadoopConfiguration()
            files.FileContext.getFileContext(last.toUri(), settings).rename(first, last, replacing)

    def to_read(self, folder: str, files: Sequence[StoredFile]) -> list[FileToRead]:
        """Return files of a folder inside this one as `read_national_input` takes them."""
        paths = {f"{folder}/{file.name}": self.inside(f"{folder}/{file.name}").path for file in files}
        return [FileToRead(name, path, partial(self._open_parquet, path)) for name, path in paths.items()]

    def _open_parquet(self, path: str) -> pq.ParquetFile:
        return pq.ParquetFile(self.storage.open_input_file(path))


def open_hadoop(spark: Any, address: str) -> HadoopFolder:
    """Return the folder of an address, by the settings of a session of Spark.

    Raises  StepFailed: Hadoop does not know the protocol, or cannot reach it
    """
    with stopping(address, "reached"), _as_os_error():
        _file_system(spark, address)
    return HadoopFolder(address, arrow_files.PyFileSystem(HadoopFiles(spark)), address, spark)


def _file_system(spark: Any, address: str) -> Any:
    path = spark.sparkContext._jvm.org.apache.hadoop.fs.Path(address)
    return path.getFileSystem(spark.sparkContext._jsc.hadoopConfiguration())


@contextmanager
def _as_os_error() -> Iterator[None]:
    """Turn an exception of Java into one of Python with the words of Java's."""
    from py4j.protocol import Py4JJavaError

    try:
        yield
    except Py4JJavaError as error:
        raise OSError(str(error.java_exception.toString())) from None


class HadoopFiles(arrow_files.FileSystemHandler):
    """The file systems of Hadoop as Arrow uses them; paths are whole addresses."""

    def __init__(self, spark: Any) -> None:
        self._spark = spark
        self._java = spark.sparkContext._jvm

    def get_type_name(self) -> str:
        """Return what Arrow calls this file system."""
        return "hadoop"

    def normalize_path(self, path: str) -> str:
        """Return a path as it is."""
        return path

    def get_file_info(self, paths: list[str]) -> list[arrow_files.FileInfo]:
        """Return what is known of each path."""
        with _as_os_error():
            return [self._info_of(path) for path in paths]

    def get_file_info_selector(self, selector: arrow_files.FileSelector) -> list[arrow_files.FileInfo]:
        """Return what is known of every file under a folder."""
        folder = selector.base_dir
        with _as_os_error():
            files, path = self._reached(folder)
            if not files.exists(path):
                return []
            above = files.getFileStatus(path).getPath().toUri().getPath().rstrip("/") + "/"
            entries, infos = files.listFiles(path, selector.recursive), []
            while entries.hasNext():
                status = entries.next()
                name = status.getPath().toUri().getPath().removeprefix(above)
                infos.append(_info(f"{folder}/{name}", status))
            return infos

    def open_input_stream(self, path: str) -> pa.PythonFile:
        """Open a file to read it from its beginning."""
        return self.open_input_file(path)

    def open_input_file(self, path: str) -> pa.PythonFile:
        """Open a file to read any part of it."""
        with _as_os_error():
            hadoop, at = self._reached(path)
            return pa.PythonFile(_Reader(self._java, hadoop.open(at), hadoop.getFileStatus(at).getLen()), mode="r")

    def open_output_stream(self, path: str, metadata: object) -> pa.PythonFile:
        """Open a file to write it; one of the same name is replaced."""
        with _as_os_error():
            files, at = self._reached(path)
            return pa.PythonFile(_Writer(files.create(at, True)), mode="w")

    def create_dir(self, path: str, recursive: bool) -> None:
        """Make a folder and those above it."""
        with _as_os_error():
            files, at = self._reached(path)
            files.mkdirs(at)

    def delete_dir(self, path: str) -> None:
        """Delete a folder with all that is in it."""
        with _as_os_error():
            files, at = self._reached(path)
            files.delete(at, True)

    def _reached(self, path: str) -> tuple[Any, Any]:
        return _file_system(self._spark, path), self._java.org.apache.hadoop.fs.Path(path)

    def _info_of(self, path: str) -> arrow_files.FileInfo:
        files, at = self._reached(path)
        if not files.exists(at):
            return arrow_files.FileInfo(path, arrow_files.FileType.NotFound)
        return _info(path, files.getFileStatus(at))

    def _not_needed(self, *_: object) -> None:
        raise NotImplementedError("A national run never does this to a file.")

    delete_file = move = copy_file = delete_dir_contents = delete_root_dir_contents = open_append_stream = _not_needed


def _info(path: str, status: Any) -> arrow_files.FileInfo:
    kind = arrow_files.FileType.File if status.isFile() else arrow_files.FileType.Directory
    changed = datetime.fromtimestamp(status.getModificationTime() / 1_000, UTC)
    return arrow_files.FileInfo(path, kind, size=status.getLen() if status.isFile() else None, mtime=changed)


class _Reader(io.RawIOBase):
    """A stream of Hadoop that is read as a file of Python."""

    def __init__(self, java: Any, stream: Any, size: int) -> None:
        self._java, self._stream, self._size, self._offset = java, stream, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._offset

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._offset = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._offset, io.SEEK_END: self._size}[whence]
        return self._offset

    def read(self, size: int = -1) -> bytes:
        left = max(0, self._size - self._offset)
        wanted = left if size < 0 else min(size, left)
        if not wanted:
            return b""
        with _as_os_error():
            self._stream.seek(self._offset)
            content = bytes(self._java.org.apache.commons.io.IOUtils.toByteArray(self._stream, wanted))
        self._offset += len(content)
        return content

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
        super().close()


class _Writer(io.RawIOBase):
    """A stream of Hadoop that is written as a file of Python."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        with _as_os_error():
            self._stream.write(bytes(content))
        return len(content)

    def close(self) -> None:
        if not self.closed:
            with _as_os_error():
                self._stream.close()
        super().close()
