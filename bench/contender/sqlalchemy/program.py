"""The workloads as a user of SQLAlchemy's ORM writes them, for the benchmark that starts this program.

The argument is the URL of a database that Rowan made. Lines on standard input are commands, JSON on standard output answers:

    {"models": [...], "predictions": [...], "filters": [...]}   the data; no answer
    W1 12                                                       12 operations of W1: {"cpu": 1.5, "wall": 1.6} in seconds

A result that is wrong is an exception, and with it the program ends.
"""

import gc
import json
import sys
import time
from datetime import datetime, timezone

from sqlalchemy import Column, DateTime, Float, ForeignKey, Integer, String, Text, create_engine, event, select, text
from sqlalchemy.orm import Session, declarative_base, relationship, selectinload
from sqlalchemy.pool import QueuePool

Base = declarative_base()


class ModelMetadata(Base):
    __tablename__ = "model_metadata"

    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    accuracy = Column(Float, nullable=False)
    version = Column(String(20))
    created_at = Column(DateTime(timezone=True), nullable=False)
    predictions = relationship("Prediction", back_populates="model", order_by="Prediction.id")

    def row(self):
        return self.id, self.name, self.accuracy, self.version, self.created_at.replace(tzinfo=timezone.utc)


class Prediction(Base):
    __tablename__ = "prediction"

    id = Column(Integer, primary_key=True)
    input_data = Column(Text, nullable=False)
    result = Column(Float, nullable=False)
    model_id = Column(Integer, ForeignKey("model_metadata.id"), nullable=False)
    model = relationship("ModelMetadata", back_populates="predictions")

    def row(self):
        return self.id, self.input_data, self.result, self.model_id


SQLITE_SETTINGS = (
    "synchronous = NORMAL", "foreign_keys = ON", "case_sensitive_like = ON", "trusted_schema = OFF", "cell_size_check = ON",
    "temp_store = MEMORY", "cache_size = -8000", "journal_size_limit = 67108864",
)


def connect(url, **options):
    """Opens a database with the settings that its connections have in the other programs too."""
    if url.startswith("postgres:"):
        url = url.replace("postgres:", "postgresql+psycopg2:", 1)
        # Many changes in few round trips, see "Psycopg2 Fast Execution Helpers" in SQLAlchemy's documentation.
        options |= {"executemany_mode": "values_plus_batch", "connect_args": {"options": "-c timezone=utc"}}
    elif url.startswith("mysql:"):
        url = url.replace("mysql:", "mysql+mysqldb:", 1) + "?charset=utf8mb4"
        options = {"isolation_level": "READ COMMITTED", "connect_args": {"init_command": "SET time_zone = '+00:00'"}} | options
    # Files of SQLite would be opened anew for each session otherwise.
    engine = create_engine(url, future=True, poolclass=QueuePool, **options)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", set_up_sqlite)
    return engine


def set_up_sqlite(connection, _):
    for setting in SQLITE_SETTINGS:
        connection.execute("PRAGMA " + setting)


class Clock:
    """Adds up the time of the process, and the time that goes by, while it is entered."""

    def __init__(self):
        self.cpu = self.wall = 0.0

    def __enter__(self):
        self.wall -= time.perf_counter()
        self.cpu -= time.process_time()

    def __exit__(self, *_):
        self.cpu += time.process_time()
        self.wall += time.perf_counter()


def check(got, want):
    for i, (g, w) in enumerate(zip(got, want)):
        if g != w:
            raise AssertionError(f"row {i} is {g}, want {w}")
    if len(got) != len(want):
        raise AssertionError(f"{len(got)} rows, want {len(want)}")


class Program:
    def __init__(self, url):
        # What only reads needs no transaction, and so no round trips to begin and to end one.
        self.reading = connect(url, isolation_level="AUTOCOMMIT", pool_reset_on_return=None)
        self.writing = connect(url)

    def take(self, data):
        self.models = [
            (m["ID"], m["Name"], m["Accuracy"], m["Version"], datetime.fromisoformat(m["CreatedAt"])) for m in data["models"]
        ]
        self.predictions = [(p["ID"], p["InputData"], p["Result"], p["ModelID"]) for p in data["predictions"]]
        self.filters = data["filters"]

    def run(self, workload, n):
        gc.collect()
        clock = Clock()
        getattr(self, workload)(n, clock)
        return {"cpu": clock.cpu, "wall": clock.wall}

    def read_all(self):
        with Session(self.reading, future=True) as session:
            return session.execute(select(Prediction).order_by(Prediction.id)).scalars().all()

    def W1(self, n, clock):
        with clock:
            for _ in range(n):
                found = self.read_all()
        check([p.row() for p in found], self.predictions)

    def key(self, i):
        return i * 7919 % len(self.predictions) + 1

    def W2(self, n, clock):
        found = []
        with clock:
            for i in range(n):
                with Session(self.reading, future=True) as session:
                    found.append(session.get(Prediction, self.key(i)))
        check([p.row() for p in found], [self.predictions[self.key(i) - 1] for i in range(n)])

    def fresh(self, n):
        """Returns n predictions that have no keys."""
        rows = (self.predictions[i % len(self.predictions)] for i in range(n))
        return [Prediction(input_data=data, result=result, model_id=model) for _, data, result, model in rows]

    def clear(self):
        with self.reading.connect() as connection:
            connection.execute(text("DELETE FROM prediction"))
            if self.reading.dialect.name == "sqlite":
                connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))

    def check_stored(self, stored):
        keys = [p.id for p in stored]
        if any(a >= b for a, b in zip(keys, keys[1:])):
            raise AssertionError("the keys are not in order")
        check([p.row() for p in self.read_all()], [p.row() for p in stored])

    def W3(self, n, clock):
        self.clear()
        stored = self.fresh(n)
        with clock:
            for p in stored:
                with Session(self.writing, future=True, expire_on_commit=False) as session:
                    session.add(p)
                    session.commit()
        self.check_stored(stored)

    def W4(self, n, clock):
        for _ in range(n):
            self.clear()
            stored = self.fresh(len(self.predictions))
            with clock, Session(self.writing, future=True, expire_on_commit=False) as session:
                session.add_all(stored)
                session.commit()
            self.check_stored(stored)

    def W5(self, n, clock):
        query = select(ModelMetadata).options(selectinload(ModelMetadata.predictions)).order_by(ModelMetadata.id)
        with clock:
            for _ in range(n):
                with Session(self.reading, future=True) as session:
                    found = session.execute(query).scalars().all()
        check([m.row() for m in found], self.models)
        for m in found:
            check([p.row() for p in m.predictions], [p for p in self.predictions if p[3] == m.id])

    def W6(self, n, clock):
        rows = [p.row() for p in self.read_all()]
        for _ in range(n):
            with Session(self.writing, future=True, expire_on_commit=False) as session:
                query = select(Prediction).order_by(Prediction.id).limit(1000)
                for i, p in enumerate(session.execute(query).scalars().all()):
                    p.result += 1
                    rows[i] = p.row()
                with clock:
                    session.commit()
            check([p.row() for p in self.read_all()], rows)

    def W7(self, n, clock):
        found = []
        with clock:
            for i in range(n):
                with Session(self.reading, future=True) as session:
                    found.append(session.execute(self.filtered(self.filters[i % len(self.filters)])).scalars().all())
        for i, models in enumerate(found):
            check([m.row() for m in models], self.chosen(self.filters[i % len(self.filters)]))

    def filtered(self, f):
        query = select(ModelMetadata)
        if f["MinAccuracy"] > 0:
            query = query.where(ModelMetadata.accuracy >= f["MinAccuracy"])
        if f["Like"]:
            query = query.where(ModelMetadata.name.like(f["Like"]))
        return query.order_by(ModelMetadata.created_at.desc(), ModelMetadata.id).limit(f["Limit"])

    def chosen(self, f):
        """Is what a filter leaves, found without a database."""
        def leaves(name):
            word = f["Like"].strip("%")
            return word in name if f["Like"].startswith("%") else name.startswith(word)

        found = [m for m in self.models if m[2] >= f["MinAccuracy"] and leaves(m[1])]
        found.sort(key=lambda m: (-m[4].timestamp(), m[0]))
        return found[:f["Limit"]]


def main():
    program = Program(sys.argv[1])
    for line in sys.stdin:
        if line.startswith("{"):
            program.take(json.loads(line))
        else:
            workload, n = line.split()
            print(json.dumps(program.run(workload, int(n))), flush=True)


main()
