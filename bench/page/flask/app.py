"""The page that is measured, as a user of Flask writes it: users with their datasets, and the form of a dataset.

It serves a database that the program in the folder rowan filled: DATABASE_URL says which one, SECRET_KEY signs the sessions.

    gunicorn --workers 2 --bind 127.0.0.1:8080 app:app
"""

import os

from flask import Flask, redirect, render_template, url_for
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import FlaskForm
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import selectinload
from sqlalchemy.pool import QueuePool
from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

USERS_ON_A_PAGE = 100

app = Flask(__name__)
app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]
app.config["SQLALCHEMY_DATABASE_URI"] = os.environ["DATABASE_URL"].replace("postgres://", "postgresql://", 1)
# A file of SQLite would be opened anew for each request otherwise.
app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"poolclass": QueuePool}
db = SQLAlchemy(app)


@event.listens_for(Engine, "connect")
def set_up(connection, _):
    """Gives SQLite what Rowan sets; the file itself remembers that it has a write-ahead log."""
    if app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        for setting in ("synchronous = NORMAL", "foreign_keys = ON", "cache_size = -8000", "busy_timeout = 10000"):
            connection.execute("PRAGMA " + setting)


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(100), nullable=False)
    email = db.Column(db.String(120), nullable=False)
    datasets = db.relationship("Dataset", back_populates="user", order_by="Dataset.id")


class Dataset(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(100), nullable=False)
    size = db.Column(db.BigInteger, nullable=False)
    user_id = db.Column(db.Integer, db.ForeignKey("user.id"), nullable=False)
    user = db.relationship("User", back_populates="datasets")


# Two queries for a page, as SQLAlchemy's documentation advises. With LAZY there is one more for each user, as by default.
EAGERLY = [] if os.environ.get("LAZY") else [selectinload(User.datasets)]


def trimmed(text):
    return text.strip() if text else text


class DatasetForm(FlaskForm):
    name = StringField("Name", filters=[trimmed], validators=[InputRequired(), Length(min=1, max=100)])
    size = IntegerField("Size (MB)", validators=[InputRequired(), NumberRange(min=0)])
    user_id = SelectField("User", coerce=int, validators=[InputRequired()])


@app.get("/")
def users():
    query = db.select(User).order_by(User.id).options(*EAGERLY)
    return render_template("users.html", page=db.paginate(query, per_page=USERS_ON_A_PAGE))


@app.route("/add_dataset", methods=["GET", "POST"])
def add_dataset():
    form = DatasetForm()
    everybody = db.session.execute(db.select(User.id, User.name).order_by(User.name, User.id))
    form.user_id.choices = [(user.id, user.name) for user in everybody]
    if form.validate_on_submit():
        db.session.add(Dataset(name=form.name.data, size=form.size.data, user_id=form.user_id.data))
        db.session.commit()
        return redirect(url_for("users"), 303)
    return render_template("form.html", form=form), 422 if form.is_submitted() else 200
